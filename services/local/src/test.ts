/**
 * `npm test [-- part …]`: all tests, first those that need no server, then those against real ones. A part is what the
 * path of a test file contains, such as `gateway`. The last line says how many passed.
 */
import { startVitest } from 'vitest/node';
import { exitWith } from './setup-error.ts';
import { createTally, tallyLine } from './testing/tally.ts';

const parts = process.argv.slice(2);
const tally = createTally();
for (const project of ['unit', 'integration']) {
  const vitest = await startVitest(parts, {
    run: true,
    project,
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
