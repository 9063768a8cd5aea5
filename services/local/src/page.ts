import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runSuccessfully } from './command.ts';
import type { Progress } from './progress.ts';
import { SetupError } from './setup-error.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const sources = join(root, 'services/web');
const vite = join(root, 'node_modules/vite/bin/vite.js');

const READY_LIMIT_MS = 30_000;

/** Builds the page as the gateway's image has it, in a few seconds, and returns the folder. */
export async function buildPage(progress: Progress): Promise<string> {
  await progress.step('page', () =>
    runSuccessfully([process.execPath, vite, 'build', sources], { cwd: root }),
  );
  return join(sources, 'dist');
}

/**
 * Serves the page from its sources, and reloads it in browsers when they change. What is no file of the page it asks of the
 * gateway. It dies with this process.
 */
export async function servePageWhileEditing(options: {
  port: number;
  gatewayUrl: string;
  logFile: string;
}): Promise<{ url: string; stop(): Promise<void> }> {
  const { port, gatewayUrl, logFile } = options;
  const command = [process.execPath, vite, sources, '--port', String(port)];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
    cwd: root,
    env: { ...process.env, GATEWAY_URL: gatewayUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // Ctrl-C reaches it only through us
  });
  const log = createWriteStream(logFile, { flags: 'a' });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const closed = once(child, 'close').finally(() => log.end());

  const url = `http://localhost:${port}`;
  const deadline = Date.now() + READY_LIMIT_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new SetupError(`The page cannot be served from its sources; see ${logFile}.`);
    }
    await sleep(100);
  }
  return {
    url,
    async stop() {
      child.kill();
      await closed;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return await fetch(url).then(
    answer => answer.ok,
    () => false,
  );
}
