import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import { waitUntil } from '@vc/local/waiting.ts';

/** Proxies and the like are for people: nothing of this machine's environment reaches the node. */
const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

/** Starts a program that outlives us; its log begins anew. Returns what tells whether it has not ended. */
export async function startInBackground(
  [program, ...args]: readonly [string, ...string[]],
  log: string,
): Promise<() => boolean> {
  await mkdir(dirname(log), { recursive: true });
  const output = await open(log, 'w', 0o600);
  try {
    // A session of its own, so that Ctrl-C reaches only us.
    const stdio = ['ignore', output.fd, output.fd] as const;
    const child = spawn(program, args, { stdio: [...stdio], detached: true, env: ENVIRONMENT, cwd: '/' });
    await once(child, 'spawn');
    child.unref(); // it is meant to run on when we end
    return () => child.exitCode === null && child.signalCode === null;
  } finally {
    await output.close();
  }
}

/** What {@link becomeReady} waits for. */
export interface Starting {
  name: string;
  log: string;
  isRunning: () => boolean;
  isReady: () => Promise<boolean>;
}

/** Long enough for a machine that is busy with other things. */
const LIMIT_MS = 180_000;
const SHOWN_LINES = 8;

/** Settles when a program answers. @throws {SetupError} with the end of its log, when it ends before that or takes too long */
export async function becomeReady({ name, log, isRunning, isReady }: Starting): Promise<void> {
  const isOver = async () => (await isReady()) || !isRunning();
  const complain = async (what: string): Promise<never> => {
    throw new SetupError(
      `${name} ${what}. The end of its log, ${log}:\n${await lastLines(log)}\n` +
        'Should it fail again, begin anew: npm run cluster -- down local',
    );
  };
  await waitUntil(`${name} answers`, isOver, LIMIT_MS).catch(() => complain('does not answer'));
  if (!isRunning()) await complain('ended as soon as it was started');
}

async function lastLines(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n') || '(it is empty)';
}
