import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 100;
/** A condition that comes late on a busy machine is no breach. */
const LIMIT_MS = 60_000;

/** Asks again and again until there is an answer, and returns it. @throws what did not happen */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  limitMs = LIMIT_MS,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`After ${limitMs / 1000} s it is still not so that ${what}.`);
    await sleep(EVERY_MS);
  }
}
