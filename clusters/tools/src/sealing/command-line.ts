import { parseArgs } from 'node:util';
import { SetupError } from '@vc/local/setup-error.ts';
import { JWT_STEPS, type JwtStep } from './jwt-rotation.ts';

const USAGE = `Usage: npm run seal -- --cluster <name or folder> [--yes] …
                                    makes and seals what is missing
  <value> [--stdin]                 puts a new one in the place of the old, wherever it stands
  <secret>/<key> [--stdin]          the same with one key, of a managed datastore for example
  jwt-keys --step ${JWT_STEPS.join('|')}
                                    the same in three steps that no user notices
  --all                             makes everything anew, for a new sealing key
  --check                           tells what is missing, malformed or not sealed
  --list                            names all values`;

const OPTIONS = {
  cluster: { type: 'string', default: '' },
  step: { type: 'string' },
  stdin: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
} as const;

/** What `npm run seal` was asked for. */
export interface SealRequest {
  cluster: string;
  what: 'missing' | 'all' | 'check' | 'list' | { name: string; step?: JwtStep };
  /** Whether the one value comes from stdin. */
  stdin: boolean;
  /** Whether all costs are agreed to. */
  yes: boolean;
}

/**
 * Reads the arguments of `npm run seal`.
 *
 * @throws {SetupError} with the usage, where they make no sense
 */
export function readSealRequest(args: readonly string[]): SealRequest {
  const { positionals, values } = parse(args);
  const { cluster, step, stdin, yes, ...modes } = values;
  const [name, ...others] = positionals;
  const chosen = (['all', 'check', 'list'] as const).filter(mode => modes[mode]);
  const isOne = others.length === 0 && chosen.length + (name === undefined ? 0 : 1) <= 1;
  const knownStep = JWT_STEPS.find(it => it === step);
  const isStepUsable = step === undefined || (name === 'jwt-keys' && knownStep !== undefined && !stdin);
  if (cluster === '' || !isOne || !isStepUsable || (stdin && name === undefined)) throw new SetupError(USAGE);
  const what =
    name === undefined ? (chosen[0] ?? 'missing') : { name, ...(knownStep && { step: knownStep }) };
  return { cluster, what, stdin, yes };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new SetupError(`${(error as Error).message}\n${USAGE}`);
  }
}
