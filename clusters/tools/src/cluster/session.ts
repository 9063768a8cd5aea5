import { setTimeout } from 'node:timers/promises';
import { type CommandResult, runCommand } from '@vc/local/command.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { shellLine } from './shell-line.ts';

/** A program and its arguments. */
export type Argv = readonly [string, ...string[]];

/** Starts a program, gives it something to read, and waits for its end. */
export type Run = (argv: Argv, input?: string) => Promise<CommandResult>;

/** What a program reads: made when it is needed, and never shown, since it may be secret. */
export interface Input {
  text: () => Promise<string>;
  /** A command that prints it, for those who look on; a sentence where there is none. */
  shownAs: string;
}

/** All that a step may do to the world. In a rehearsal it may look, and what it would change is told. */
export interface Session {
  /**
   * Runs a program that changes nothing, and returns what it says; nothing where it fails in a way that means "there is none".
   *
   * @throws {CommandFailure} where it fails otherwise
   */
  ask(argv: Argv, absent?: RegExp): Promise<string | undefined>;
  /** Runs a program that changes something. @throws {CommandFailure} */
  change(argv: Argv, input?: Input): Promise<void>;
  /** Does what no program does, such as writing a file. */
  act(shownAs: string, work: () => Promise<unknown>): Promise<void>;
  /** Looks again and again. @throws {SetupError} when it has taken too long */
  waitFor(what: string, isSo: () => Promise<boolean>): Promise<void>;
}

/** A program that failed; the message names it and repeats the end of what it complained of. */
export class CommandFailure extends SetupError {}

/** How patient {@link Session.waitFor} is. */
export interface Patience {
  pauseMs: number;
  limitMs: number;
}

const PATIENCE: Patience = { pauseMs: 5_000, limitMs: 30 * 60_000 };

const runProgram: Run = (argv, input) =>
  input === undefined ? runCommand(argv) : runCommand(piped(argv), { input });

/**
 * A session that does what it is told.
 *
 * @param run starts programs; a test plays them, since hundreds of real ones take a minute
 */
export function createSession({ pauseMs, limitMs }: Patience = PATIENCE, run: Run = runProgram): Session {
  return {
    ask: (argv, absent) => ask(run, argv, absent),
    change: async (argv, input) => {
      const { code, stderr } = await run(argv, await input?.text());
      if (code !== 0) throw failure(argv, stderr);
    },
    act: async (_shownAs, work) => {
      await work();
    },
    waitFor: async (what, isSo) => {
      const end = Date.now() + limitMs;
      while (!(await isSo())) {
        if (Date.now() > end)
          throw new SetupError(`Waited ${Math.round(limitMs / 60_000)} min until ${what}, in vain.`);
        await setTimeout(pauseMs);
      }
    },
  };
}

/** A session that prints what would be done. */
export interface Rehearsal {
  session: Session;
  /** Runs work that must know: meanwhile what cannot be asked is an error, and else as if it were not there. */
  strictly<T>(work: () => Promise<T>): Promise<T>;
}

/** Makes one. Without credentials or a cluster much cannot be asked. */
export function createRehearsal(print: (line: string) => void, run: Run = runProgram): Rehearsal {
  let isStrict = false;
  return {
    session: {
      ask: (argv, absent) =>
        ask(run, argv, absent).catch(error => {
          if (isStrict) throw error;
          return undefined;
        }),
      change: async (argv, input) => print(`${input ? `${input.shownAs} | ` : ''}${shellLine(argv)}`),
      act: async shownAs => print(shownAs),
      waitFor: async what => print(`# waits until ${what}`),
    },
    async strictly(work) {
      isStrict = true;
      try {
        return await work();
      } finally {
        isStrict = false;
      }
    },
  };
}

async function ask(run: Run, argv: Argv, absent?: RegExp): Promise<string | undefined> {
  const { code, stdout, stderr } = await run(argv);
  if (code === 0) return stdout.trimEnd();
  if (absent?.test(stderr)) return undefined;
  throw failure(argv, stderr);
}

/** Through a real pipe: what Node gives a child is a socket, and `aws` cannot open that as file:///dev/stdin. */
function piped(argv: Argv): Argv {
  return ['sh', '-c', 'cat | "$@"', 'sh', ...argv];
}

/** Never quotes stdout: it may hold a secret. */
function failure(argv: Argv, stderr: string): CommandFailure {
  const said = stderr.trim().split('\n').slice(-3).join('\n  ');
  return new CommandFailure(`${shellLine(argv)}\n  ${said || 'said nothing'}`);
}
