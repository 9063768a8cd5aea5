import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

type Program = {
  process: ChildProcessByStdio<null, Readable, Readable>;
  /** Resolves with the exit code and the lines that it printed. */
  ended: Promise<{ code: number | null; lines: string[]; errors: string }>;
};

/** Runs a program that has `runProcess`, `configOrExit`, `log` (on standard error) and `say` (on standard output). */
function run(body: string): Program {
  const program = `
    import { configOrExit, runProcess } from './lifecycle.ts';
    import { ConfigError } from './config.ts';
    import { pino } from 'pino';
    const log = pino({}, pino.destination({ dest: 2, sync: true }));
    const say = line => console.log(line);
    const never = () => new Promise(() => {});
    const alive = setInterval(() => {}, 1000); // as an open server is
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[code], stdout, errors]) => ({ code, lines: stdout.split('\n').filter(Boolean), errors }),
  );
  return { process: child, ended };
}

/** Sends a signal as soon as the program has printed something. */
async function signalOnceStarted({ process: child }: Program, signal: NodeJS.Signals): Promise<void> {
  await once(child.stdout, 'data');
  child.kill(signal);
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s closes everything, the newest first, and ends with 0',
  async signal => {
    const program = run(`
    await runProcess(log, async ({ defer }) => {
      defer('database', async () => say('database closed'));
      defer('server', async () => say('server closed'));
      say('started');
    });`);
    await signalOnceStarted(program, signal);
    const { code, lines } = await program.ended;
    expect(lines).toEqual(['started', 'server closed', 'database closed']);
    expect(code).toBe(0);
  },
);

test('what does not close in time, or fails to, does not hold up the rest', async () => {
  const program = run(`
    await runProcess(log, async ({ defer }) => {
      defer('first', async () => say('first closed'));
      defer('frozen', never, 10);
      defer('broken', async () => { throw new Error('broken') });
      defer('rude', () => { throw new Error('at once') });
      say('started');
    });`);
  await signalOnceStarted(program, 'SIGTERM');
  const { code, lines, errors } = await program.ended;
  expect(lines).toEqual(['started', 'first closed']);
  expect(errors).toMatch(/"resource":"frozen".*did not close in time/);
  expect(errors).toMatch(/"resource":"broken".*did not close cleanly/);
  expect(code).toBe(0);
});

test('closing that takes longer than the whole grace is cut', async () => {
  const program = run(`
    await runProcess(log, async ({ defer }) => {
      defer('frozen', never);
      say('started');
    }, 50);`);
  await signalOnceStarted(program, 'SIGTERM');
  expect((await program.ended).code).toBe(1);
});

test('a service that cannot start closes what it opened and ends with 1', async () => {
  const program = run(`
    await runProcess(log, async ({ defer }) => {
      defer('database', async () => say('database closed'));
      throw new Error('port taken');
    });`);
  const { code, lines, errors } = await program.ended;
  expect(lines).toEqual(['database closed']);
  expect(errors).toContain('port taken');
  expect(code).toBe(1);
});

test('an error that nobody caught closes everything and ends with 1', async () => {
  const program = run(`
    await runProcess(log, async ({ defer }) => {
      defer('database', async () => say('database closed'));
      setImmediate(() => Promise.reject(new Error('forgotten')));
    });`);
  const { code, lines, errors } = await program.ended;
  expect(lines).toEqual(['database closed']);
  expect(errors).toContain('forgotten');
  expect(code).toBe(1);
});

test('an unusable configuration is printed, without a stack, and ends with 78', async () => {
  const { code, errors } = await run(`configOrExit(() => { throw new ConfigError('PORT must be a number') })`)
    .ended;
  expect(errors).toBe('PORT must be a number\n');
  expect(code).toBe(78);
});
