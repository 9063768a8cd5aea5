/** Does a piece of work `times` times, always `atOnce` at a time. */
export async function repeatConcurrently(
  times: number,
  atOnce: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let begun = 0;
  async function worker(): Promise<void> {
    while (begun < times) {
      const index = begun;
      begun += 1;
      await work(index);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker));
}
