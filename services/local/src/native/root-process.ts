import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type CommandOptions, runSuccessfully } from '../command.ts';
import { descendants } from './process-tree.ts';

/** A command in the Debian root. */
export interface RootCommand {
  /** The Debian root, see `debianRoot`. */
  root: string;
  /** The folder that the command sees as `/data`. */
  data: string;
  /** A user of the Debian root, who comes to own `data`. */
  user: 'postgres' | 'rabbitmq';
  env?: Readonly<Record<string, string>>;
  command: readonly string[];
}

const ENTER_ROOT = fileURLToPath(new URL('enter-root.sh', import.meta.url));

/**
 * The command is the first process of a process namespace: when it ends, or this process does, even by `kill -9`, the
 * kernel ends everything in it, frozen processes and daemons such as epmd included.
 */
function enterRoot({ root, data, user, env = {}, command }: RootCommand): [string, ...string[]] {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return [
    ...(['unshare', '--mount', '--propagation=private', '--pid', '--fork', '--kill-child'] as const),
    ...['sh', ENTER_ROOT, root, data, user, ...variables, ...command],
  ];
}

/** Runs a command in the Debian root to its end and returns its stdout. */
export function runInRoot(command: RootCommand, options?: CommandOptions): Promise<string> {
  return runSuccessfully(enterRoot(command), options);
}

/** How long a server may take to stop before it is killed. */
const STOP_LIMIT_MS = 20_000;

/** A server in the Debian root, with all processes that it starts. */
export class RootProcess {
  readonly #namespace: ChildProcess;
  readonly #logFile: string;
  readonly #exited: Promise<unknown>;

  /** Starts the server; its output is appended to `logFile`. */
  constructor(command: RootCommand, logFile: string) {
    const log = openSync(logFile, 'a', 0o600);
    // A session of its own: Ctrl-C must reach only us, for we stop the servers in order.
    this.#namespace = spawn('setpriv', ['--pdeathsig', 'KILL', ...enterRoot(command)], {
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    this.#logFile = logFile;
    this.#exited = once(this.#namespace, 'exit');
    this.#exited.catch(() => {}); // not to be spawned counts as ended, too
  }

  get running(): boolean {
    return (
      this.#namespace.pid !== undefined &&
      this.#namespace.exitCode === null &&
      this.#namespace.signalCode === null
    );
  }

  /** Settles when `isReady` says so; throws with the end of the log when the server ends before that. */
  async ready(isReady: () => Promise<boolean>, limitMs = 60_000): Promise<void> {
    const deadline = Date.now() + limitMs;
    while (!(await isReady())) {
      if (!this.running) throw new Error(`The server ended while it started. ${await this.#logTail()}`);
      if (Date.now() > deadline)
        throw new Error(`The server is not ready after ${limitMs} ms. ${await this.#logTail()}`);
      await sleep(25);
    }
  }

  /** Asks the server to stop and waits for it; kills it when it takes too long. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    this.thaw();
    const [server] = this.#processes();
    if (server) send(server, signal);
    const limit = setTimeout(() => this.#crash(), STOP_LIMIT_MS);
    await this.#ended();
    clearTimeout(limit);
  }

  /** Ends all of the server's processes at once, as a crash would. */
  async kill(): Promise<void> {
    this.#crash();
    await this.#ended();
  }

  /** Halts all of the server's processes: its connections stay open, and nothing answers. */
  freeze(): void {
    for (const pid of this.#processes()) send(pid, 'SIGSTOP');
  }

  /** Lets a frozen server go on. */
  thaw(): void {
    for (const pid of this.#processes()) send(pid, 'SIGCONT');
  }

  /** The kernel reports the end of a namespace's first process only when all others in it are gone. */
  #crash(): void {
    const [server] = this.#processes();
    if (server) send(server, 'SIGKILL');
    else this.#namespace.kill('SIGKILL'); // it has hardly started
  }

  /** The server first, then what it started. */
  #processes(): number[] {
    return this.running && this.#namespace.pid ? descendants(this.#namespace.pid) : [];
  }

  async #ended(): Promise<void> {
    await this.#exited.catch(() => {});
  }

  async #logTail(): Promise<string> {
    const log = await readFile(this.#logFile, 'utf8');
    return `The end of ${this.#logFile}:\n${log.split('\n').slice(-20).join('\n')}`;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended meanwhile
  }
}
