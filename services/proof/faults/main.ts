/**
 * `npm run faults [-- group …] [-- --only WORDS] [-- --seed N]`: tries hard to break what DESIGN promises, with real servers
 * on loopback, and prints a table: case, tried, held. Ends with 1 where a promise did not hold.
 */
import { parseArgs } from 'node:util';
import { createProgress } from '@vc/local/progress.ts';
import { exitWith, SetupError } from '@vc/local/setup-error.ts';
import { stopRequest } from '@vc/local/stop-request.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { abuse } from './abuse/group.ts';
import { crashes } from './crash/group.ts';
import type { Group, Result } from './group.ts';
import { hostileFiles } from './hostile-files/group.ts';
import { outages } from './outages/group.ts';
import { createStage } from './stage.ts';
import { formatResults } from './table.ts';

const GROUPS: Group[] = [crashes, outages, hostileFiles, abuse];

/** Any number would do; a fixed one makes two runs comparable. */
const DEFAULT_SEED = '1';

await faults().catch(exitWith);
process.exit();

async function faults(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { seed: { type: 'string', default: DEFAULT_SEED }, only: { type: 'string' } },
    allowPositionals: true,
  });
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new SetupError(`${values.seed} is no seed; give a whole number.`);
  const only = values.only === undefined ? undefined : new RegExp(values.only, 'i');
  const groups = chooseGroups(positionals);
  const stop = new AbortController();
  void stopRequest().then(() => stop.abort(new SetupError('Stopped.')));

  const progress = createProgress();
  await ensurePrograms(['ffmpeg', 'ffprobe', 'setpriv', 'prlimit'], progress);
  const results: Result[] = [];
  const write = (result: Result) => results.push(result);
  try {
    for (const { name: group, play } of groups) {
      await progress.step(group, tell =>
        play(createStage({ group, seed, signal: stop.signal, only, tell, write })),
      );
    }
  } finally {
    if (results.length > 0) console.log(`\nSeed ${seed}\n\n${formatResults(results)}`);
  }
  if (results.length === 0) throw new SetupError('No case has such a name.');
  if (results.some(({ breach }) => breach !== undefined)) process.exitCode = 1;
}

function chooseGroups(names: string[]): Group[] {
  const unknown = names.find(name => !GROUPS.some(group => group.name === name));
  if (unknown) {
    throw new SetupError(
      `There is no group ${unknown}; there are ${GROUPS.map(group => group.name).join(', ')}.`,
    );
  }
  return names.length === 0 ? GROUPS : GROUPS.filter(group => names.includes(group.name));
}
