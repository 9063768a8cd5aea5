import { attemptProgram, readAttempts } from './attempts.ts';
import type { Cell, Target, Verdict } from './matrix.ts';
import type { LiveSource } from './sources.ts';

/** So many at a time: more would make an answer late on a busy machine, and that looks like none. */
const AT_ONCE = 4;

const placeOf = ({ address, port }: Target) => `${address}:${port}`;

/** Lets all try to reach all. @returns what came of an attempt */
export async function tryAll(
  sources: readonly LiveSource[],
  targets: readonly Target[],
): Promise<(cell: Cell) => Verdict> {
  const attempts = new Map<string, Map<string, Verdict>>();
  const waiting = [...sources];
  const work = async () => {
    for (let source = waiting.shift(); source; source = waiting.shift()) {
      attempts.set(source.name, await tryFrom(source, targets));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return ({ source, target }) => attempts.get(source.name)?.get(placeOf(target)) ?? 'not tried';
}

async function tryFrom(source: LiveSource, targets: readonly Target[]): Promise<Map<string, Verdict>> {
  const { code, stdout, stderr } = await source.run(attemptProgram(targets.map(placeOf)));
  if (code !== 0) throw new Error(`${source.name} could not try: ${stderr}`);
  return readAttempts(stdout);
}
