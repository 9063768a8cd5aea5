import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import type { World } from '../world.ts';

/** What an answer must be: no 5xx, and a status, type, headers and body that the document has. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'ignored_auth',
  'use_after_free',
];

/** These end the token of the run, or change the password that it needs; `/events` does not end. They are tried by other cases. */
const LEFT_OUT = '^/(logout|me/password|events)$';

/** More would be refused (100 a second), and tell nothing of the routes. */
const RATE = '80/s';

const LIMIT_SECONDS = 240;

/**
 * Lets schemathesis make requests of the gateway's own document, good and bad, of one customer who has jobs.
 *
 * @param programs the folder that has it
 */
export async function runSchemathesis(
  world: World,
  {
    programs,
    seed,
    examples,
    signal,
  }: { programs: string; seed: number; examples: number; signal: AbortSignal },
): Promise<string> {
  const customer = await world.newCustomer();
  const directory = await createTemporaryDirectory();
  try {
    const { code, stdout, stderr } = await runCommand(
      [
        join(programs, 'schemathesis'),
        'run',
        `http://127.0.0.1:${world.port}/openapi.json`,
        ...['--no-color', '--checks', CHECKS.join(','), '--exclude-path-regex', LEFT_OUT],
        // One worker: in a second thread, CPython 3.11 cannot parse what Hypothesis asks it to.
        ...['--header', `Authorization: Bearer ${customer.token}`, '--rate-limit', RATE, '--workers', '1'],
        ...['--seed', String(seed), '--max-examples', String(examples), '--no-shrink'],
        ...['--phases', 'examples,coverage,fuzzing', '--continue-on-failure', '--warnings', 'off'],
        ...['--generation-database', 'none'],
      ],
      {
        cwd: directory,
        env: { PATH: process.env.PATH, LANG: 'C.UTF-8', PYTHONUTF8: '1', HOME: directory },
        signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_SECONDS * 1_000)]),
      },
    );
    if (code === null) throw new Error(`It had not ended after ${LIMIT_SECONDS} s.`);
    if (code !== 0) throw new Error(`${stdout}\n${stderr}`);
    return summary(stdout);
  } finally {
    await removeDirectory(directory);
  }
}

/** How much it tried, as its own summary says. */
function summary(stdout: string): string {
  const tested = Number(/Tested: (\d+)/.exec(stdout)?.[1]);
  const generated = Number(/(\d+) generated/.exec(stdout)?.[1]);
  if (!(tested > 0 && generated > tested)) throw new Error(`It tried next to nothing:\n${stdout}`);
  return `${tested} operations, ${generated} requests`;
}
