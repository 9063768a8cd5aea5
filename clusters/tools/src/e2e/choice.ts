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

const USAGE =
  'Usage: npm run e2e -- [--all | --only <numbers>] [--keep] [--where-possible [--within <minutes>]]';

/**
 * Reads what stands behind `npm run e2e --`.
 *
 * @throws {SetupError} how it is used, or which scenarios there are
 */
export function readChoice(args: readonly string[], known: readonly number[]): Choice {
  const values = parse(args);
  const within = Number(values.within);
  if (Number.isNaN(within)) throw new SetupError(`${values.within} is no number of minutes.\n${USAGE}`);
  const numbers = values.only?.split(',').map(Number) ?? (values.all ? known : USUAL);
  const unknown = numbers.find(number => !known.includes(number));
  if (unknown !== undefined) {
    throw new SetupError(`There is no scenario ${unknown}; there are ${known.join(', ')}.`);
  }
  return {
    numbers: new Set(numbers),
    keep: values.keep,
    wherePossible: values['where-possible'],
    within,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new SetupError(`${(error as Error).message}\n${USAGE}`);
  }
}
