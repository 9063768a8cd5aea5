import { text } from 'node:stream/consumers';
import confirm from '@inquirer/confirm';
import input from '@inquirer/input';
import password from '@inquirer/password';
import { SetupError } from '@vc/local/setup-error.ts';
import type { Question } from './questions.ts';

/** Whoever answers. */
export interface Asking {
  /**
   * The answer to a question, without anything wrong with it.
   *
   * @param name what `npm run seal` calls it
   * @throws {SetupError} where nobody answers, or wrongly
   */
  answer(name: string, question: Question): Promise<string>;
  /** Whether what something costs is agreed to. */
  agrees(costs: string): Promise<boolean>;
  /** Whether something is wanted that one may do without. */
  wants(what: string): Promise<boolean>;
}

/** How it is asked for at a terminal: secrets are masked, there and in what remains on the screen. */
export function askTerminal(): Asking {
  return {
    async answer(name, { message, hint, isPublic, isText, problem, normalize }) {
      if (isText) throw new SetupError(pipeIn(name, 'It has several lines'));
      if (hint) console.log(hint);
      const settings = { message, validate: (value: string) => problem(value) ?? true };
      const masked = { ...settings, mask: true, toggleMask: false };
      const value = await (isPublic ? input(settings) : password(masked));
      return normalize?.(value) ?? value;
    },
    agrees: costs => confirm({ message: `${costs} Go on?`, default: false }),
    wants: what => confirm({ message: what, default: false }),
  };
}

/** The one answer that was piped in. */
export function answerFrom(stream: NodeJS.ReadableStream): Asking {
  let answered: string | undefined;
  return {
    ...askNobody(),
    async answer(name, { problem, normalize }) {
      if (answered)
        throw new SetupError(pipeIn(name, `Only one value can be piped in, and that was ${answered}`));
      answered = name;
      const value = (await text(stream)).replace(/\r?\n$/, '');
      const wrong = problem(value);
      if (wrong) throw new SetupError(wrong);
      return normalize?.(value) ?? value;
    },
  };
}

/** For runs without a terminal. */
export function askNobody(): Asking {
  return {
    async answer(name) {
      throw new SetupError(pipeIn(name, `${name} must be asked for, and there is no terminal`));
    },
    async agrees(costs) {
      throw new SetupError(`${costs} There is no terminal to ask at: say so with --yes.`);
    },
    wants: async () => false,
  };
}

/** For runs in which everything that may be asked for is known. */
export function answerWith(answers: Readonly<Record<string, string>>): Asking {
  return {
    ...askNobody(),
    async answer(name, question) {
      const value = answers[name];
      return value === undefined ? askNobody().answer(name, question) : value;
    },
  };
}

/** The same, with all costs agreed to beforehand. */
export function agreeing(asking: Asking): Asking {
  return { ...asking, agrees: async () => true };
}

function pipeIn(name: string, because: string): string {
  return `${because}: pipe it in, with npm run seal -- --cluster <name> ${name} --stdin < <file>`;
}
