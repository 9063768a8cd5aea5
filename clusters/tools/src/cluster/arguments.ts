import { parseArgs } from 'node:util';
import { SetupError } from '@vc/local/setup-error.ts';

const USAGE = `Usage: npm run cluster -- up eks [--dry-run] [--yes]
                          down eks [--dry-run] [--with-backups]
                          status eks
                          ui eks`;

/** Options that a verb takes. */
const VERBS = { up: ['dry-run', 'yes'], down: ['dry-run', 'with-backups'], status: [], ui: [] } as const;
const CLUSTERS = ['eks'];

/** What is asked for on the command line. */
export interface Arguments {
  verb: keyof typeof VERBS;
  /** Folder in `clusters`. */
  name: string;
  dryRun: boolean;
  yes: boolean;
  withBackups: boolean;
}

/**
 * Reads what stands behind `npm run cluster --`.
 *
 * @throws {SetupError} how it is used, or which clusters there are
 */
export function readArguments(args: readonly string[]): Arguments {
  const { positionals, values } = parse(args);
  const [verb = '', name = '', ...rest] = positionals;
  if (!isVerb(verb) || name === '' || rest.length > 0) throw new SetupError(USAGE);
  const taken: readonly string[] = VERBS[verb];
  const foreign = Object.keys(values).find(option => !taken.includes(option));
  if (foreign) throw new SetupError(`${verb} takes no --${foreign}.\n${USAGE}`);
  if (!CLUSTERS.includes(name)) {
    throw new SetupError(`There is no cluster "${name}" to ${verb}; there is ${CLUSTERS.join(', ')}.`);
  }
  return {
    verb,
    name,
    dryRun: values['dry-run'] ?? false,
    yes: values.yes ?? false,
    withBackups: values['with-backups'] ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean' },
        'with-backups': { type: 'boolean' },
        yes: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new SetupError(`${(error as Error).message}\n${USAGE}`);
  }
}

function isVerb(word: string): word is keyof typeof VERBS {
  return Object.hasOwn(VERBS, word);
}
