import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from '../setup-error.ts';
import type { Variables } from './environment.ts';

/** What a running `npm start` tells the other commands (`demo`, `admin`). */
export interface Running {
  pid: number;
  url: string;
  mailUrl: string;
  email: string;
  password: string;
  adminVariables: Record<'user' | 'blobs', Variables>;
}

/** Where `npm start` keeps the data of this clone: outside of it, so that no clean-up of git removes them. */
export function installationDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const repository = fileURLToPath(new URL('../../../..', import.meta.url));
  const clone = createHash('sha256').update(repository).digest('hex').slice(0, 12);
  return join(env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'video-converter', clone);
}

const runningFile = () => join(installationDirectory(), 'running.json');

/** Tells the other commands where everything is; the file holds passwords. */
export async function announceRunning(running: Running): Promise<void> {
  await writeFile(runningFile(), JSON.stringify(running), { mode: 0o600 });
}

export async function withdrawRunning(): Promise<void> {
  await rm(runningFile(), { force: true });
}

/** @throws {SetupError} when `npm start` is not running */
export async function findRunning(): Promise<Running> {
  const text = await readFile(runningFile(), 'utf8').catch(() => undefined);
  const running = text ? (JSON.parse(text) as Running) : undefined;
  if (!running || !isAlive(running.pid)) {
    throw new SetupError('The local stack is not running: type npm start in another terminal first.');
  }
  return running;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
