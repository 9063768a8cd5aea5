/**
 * A place in the code of a service: a function, by the file and by the way to it from one of the file's exports. `()` stands for
 * what a call returns, or resolves with.
 *
 * | way | the function |
 * |---|---|
 * | `completeJob` | that is exported |
 * | `messagesHandled.inc` | that an exported object has |
 * | `createPublisher().publish` | that an object has which an exported function makes |
 * | `createSmtp()` | that an exported function makes |
 */
export interface Place {
  /** Below `services`. */
  file: string;
  way: string;
}

/** Called with what a function is called with; calls it, and does what else there is to do. */
export type Around = (call: () => unknown) => unknown;

type Callable = (this: unknown, ...args: unknown[]) => unknown;

/**
 * What a module exports under a name, changed so that calls at the end of the way go through `around`. The steps of a
 * way: `.name` or `()`.
 *
 * @throws where there is no such function: code that was renamed must not go untested
 */
export function wrap(value: unknown, steps: readonly string[], around: Around, where: string): unknown {
  const [step, ...further] = steps;
  if (step?.startsWith('.')) {
    const owner = value as Record<string, unknown> | undefined;
    const name = step.slice(1);
    if (owner?.[name] === undefined) throw new Error(`${where}: nothing has a ${name}`);
    owner[name] = wrap(bind(owner[name], owner), further, around, where);
    return owner;
  }
  if (typeof value !== 'function') throw new Error(`${where}: that is no function, but ${typeof value}`);
  const call = value as Callable;
  if (step === undefined) {
    return function (this: unknown, ...args: unknown[]) {
      return around(() => call.apply(this, args));
    };
  }
  return function (this: unknown, ...args: unknown[]) {
    const made = call.apply(this, args);
    const change = (it: unknown) => wrap(it, further, around, where);
    return made instanceof Promise ? made.then(change) : change(made);
  };
}

/** `createPublisher().publish` is `createPublisher`, then `()`, then `.publish`. */
export function readWay(way: string): { name: string; steps: string[] } {
  const [, name, rest] = /^(\w+)((?:\(\)|\.\w+)*)$/.exec(way) ?? [];
  if (name === undefined || rest === undefined) throw new Error(`${way} is no way to a function`);
  return { name, steps: rest.match(/\(\)|\.\w+/g) ?? [] };
}

function bind(value: unknown, owner: unknown): unknown {
  return typeof value === 'function' ? (value as Callable).bind(owner) : value;
}
