/**
 * `npm test [-- part …]`: all tests, first those that need no server (the rendering of what is deployed among them), then
 * those against real ones, at last those of the page in a browser. A part is what the path of a test file contains, such as `gateway`. The last line says how many
 * passed. `-u` writes snapshots anew, such as the gateway's `openapi.json`.
 */
import { createVitest, startVitest } from 'vitest/node';
import { prepareDatastores } from './datastores.ts';
import { createProgress } from './progress.ts';
import { exitWith } from './setup-error.ts';
import { ensurePrograms } from './system-packages.ts';
import { createTally, tallyLine } from './testing/tally.ts';

const given = process.argv.slice(2);
const parts = given.filter(part => part !== '-u');
const update = given.includes('-u');
const tally = createTally();
if (await needsServers()) await prepare().catch(exitWith);
for (const project of ['unit', 'rendering', 'integration', 'page']) {
  const vitest = await startVitest(parts, {
    run: true,
    project,
    update,
    reporters: ['default', tally],
    passWithNoTests: true,
  }).catch(exitWith);
  await vitest.close(); // stops the servers
}
if (tally.passed + tally.failed + tally.skipped === 0) {
  process.stderr.write(`No test file has a path with ${parts.join(' or ')} in it.\n`);
  process.exitCode = 1;
}
console.log(tallyLine(tally));
process.exit();

/** Whether any part is tested against them. */
async function needsServers(): Promise<boolean> {
  const vitest = await createVitest('test', { watch: false, project: ['integration', 'page'] });
  const files = await vitest.globTestSpecifications(parts);
  await vitest.close();
  return files.length > 0;
}

/** Before vitest, whose output would mix with the progress of something that may take minutes. */
async function prepare(): Promise<void> {
  const progress = createProgress();
  await ensurePrograms(['ffmpeg', 'ffprobe', 'setpriv', 'prlimit'], progress);
  await prepareDatastores(progress);
}
