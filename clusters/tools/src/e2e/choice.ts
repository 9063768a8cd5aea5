import { parseArgs } from 'node:util';
import { SetupError } from '@vc/local/setup-error.ts';

/** What was asked for on the command line. */
export interface Choice {
  /** Numbers of the scenarios to play. */
  numbers: ReadonlySet<number>;
  /** Whether the cluster is left as it is afterwards. */
  keep: boolean;
  /** Whether a machine that cannot have a cluster is none to complain of. */
  wherePossible: boolean;
  /** Then, how long all may take, in minutes, with what has to be built first. */
  within: number;
}

/** Played where nothing else is asked for: the path of every deployment. */
const USUAL = [1, 2];

const OPTIONS = {
  all: { type: 'boolean', default: false },
  only: { type: 'string' },
  keep: { type: 'boolean', default: false },
  'where-possible': { type: 'boolean', default: false },
  within: { type: 'string', default: 'Infinity' },
} as const;

/**
 * Reads `[--all | --only 3,4] [--keep] [--where-possible [--within <minutes>]]`.
 *
 * @throws {SetupError} for a scenario that there is not
 */
export function readChoice(args: readonly string[], known: readonly number[]): Choice {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const numbers = values.only?.split(',').map(Number) ?? (values.all ? known : USUAL);
  const unknown = numbers.find(number => !known.includes(number));
  if (unknown !== undefined) {
    throw new SetupError(`There is no scenario ${unknown}; there are ${known.join(', ')}.`);
  }
  return {
    numbers: new Set(numbers),
    keep: values.keep,
    wherePossible: values['where-possible'],
    within: Number(values.within),
  };
}
