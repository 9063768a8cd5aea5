/** Does a piece of work again and again, so many at a time, until the time is up. @returns how often, and how long it took */
export async function repeatFor(
  seconds: number,
  atOnce: number,
  work: () => Promise<unknown>,
): Promise<{ times: number; seconds: number }> {
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1_000;
  let times = 0;
  async function worker(): Promise<void> {
    while (elapsed() < seconds) {
      await work();
      times += 1;
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { times, seconds: elapsed() };
}
