import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** What a program writes that logs `call` at level `info`; pino writes past everything that a test could replace. */
async function linesOf(call: string): Promise<Record<string, unknown>[]> {
  const program = `import { createLogger } from './logger.ts'; createLogger('auth', 'info').${call}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
  });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
}

test('secrets are censored wherever they stand', async () => {
  const lines = await linesOf(`info({
    password: 'hush', user: { token: 'hush' }, request: { headers: { authorization: 'hush', cookie: 'hush' } }
  }, 'logged in')`);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ service: 'auth', msg: 'logged in', password: '[redacted]' });
  expect(JSON.stringify(lines)).not.toContain('hush');
});

test('what is below the level is not written', async () => {
  expect(await linesOf(`debug('detail')`)).toEqual([]);
});
