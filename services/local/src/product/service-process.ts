import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '../setup-error.ts';
import type { Variables } from './environment.ts';
import { PROGRAMS, type ServiceName } from './programs.ts';

/** One service as a process of its own. */
export interface ServiceProcess {
  readonly name: ServiceName;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  /** What it was told at its last start. */
  readonly variables: Readonly<Variables>;
  /** Starts it, with other variables where given, and returns when it is ready. */
  start(changed?: Variables): Promise<void>;
  /** Asks it to end (SIGTERM) and waits until it has. */
  stop(): Promise<void>;
  /** Crashes it (SIGKILL) and waits until it is gone. */
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** Settings of {@link createServiceProcess}. */
export interface ServiceOptions {
  name: ServiceName;
  /** Variables; `ADMIN_PORT` tells where to ask whether it is ready. */
  variables: Variables;
  logFile: string;
  /** Called when it ends without having been told to. */
  onCrash?: (how: string) => void;
}

const READY = 'ready';
const READY_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 60_000;
/** Longer than the checks behind the answer take on a busy machine: a datastore has two seconds. */
const ANSWER_LIMIT_MS = 5_000;

/** Describes a service to run. It dies with this process, whatever becomes of it. */
export function createServiceProcess({ name, variables, logFile, onCrash }: ServiceOptions): ServiceProcess {
  let child: ChildProcess | undefined;
  /** It has been ready, and nobody has told it to end. */
  let isUp = false;
  let current = variables;

  async function start(changed: Variables = {}): Promise<void> {
    current = { ...current, ...changed };
    const running = launch(PROGRAMS[name], current);
    child = running;
    const log = createWriteStream(logFile, { flags: 'a' });
    running.stdout?.pipe(log, { end: false });
    running.stderr?.pipe(log, { end: false });
    running.on('close', (code, signal) => {
      log.end();
      if (child !== running) return;
      child = undefined;
      const isCrash = isUp;
      isUp = false;
      if (isCrash) onCrash?.(signal ? `was killed by ${signal}` : `ended with code ${code}`);
    });
    await waitUntilReady(running);
    isUp = true;
  }

  async function waitUntilReady(running: ChildProcess): Promise<void> {
    const deadline = Date.now() + READY_LIMIT_MS;
    for (let answer = ''; answer !== READY; answer = await askWhetherReady(current.ADMIN_PORT)) {
      if (running.exitCode !== null || running.signalCode !== null) {
        throw new SetupError(`${name} ended while starting; see ${logFile}.`);
      }
      if (Date.now() > deadline) {
        throw new SetupError(`${name} is not ready after 30 s (${answer}); see ${logFile}.`);
      }
      if (answer) await sleep(50);
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    isUp = false;
    const running = child;
    if (!running) return;
    const closed = once(running, 'close');
    running.kill(signal);
    const limit = setTimeout(() => running.kill('SIGKILL'), STOP_LIMIT_MS);
    await closed;
    clearTimeout(limit);
  }

  return {
    name,
    get pid() {
      return child?.pid;
    },
    get variables() {
      return current;
    },
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    signal: signal => void child?.kill(signal),
  };
}

/** In a session of its own: Ctrl-C reaches it only through us, in order. */
function launch(program: string, variables: Variables): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', process.execPath, program], {
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

/** `READY`, or what is in the way. */
async function askWhetherReady(adminPort: string | undefined): Promise<string> {
  try {
    const url = `http://127.0.0.1:${adminPort}/readyz`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    return answer.ok ? READY : await answer.text();
  } catch (error) {
    return `no answer: ${(error as Error).message}`;
  }
}
