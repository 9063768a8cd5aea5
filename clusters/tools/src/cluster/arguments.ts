import { parseArgs } from 'node:util';
import { SetupError } from '@vc/local/setup-error.ts';

const USAGE = `Usage: npm run cluster -- up eks [--dry-run] [--yes]
                          down eks [--dry-run] [--with-backups]
                          status eks
                          ui eks
                          up|status|push|down local`;

/** By cluster, what can be done with it, and the options that each verb takes. */
const CLUSTERS: Record<string, Partial<Record<string, readonly string[]>>> = {
  eks: { up: ['dry-run', 'yes'], down: ['dry-run', 'with-backups'], status: [], ui: [] },
  local: { up: [], status: [], push: [], down: [] },
};
const VERBS = ['up', 'down', 'status', 'ui', 'push'] as const;

/** What is asked for on the command line. */
export interface Arguments {
  verb: (typeof VERBS)[number];
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
  const verbs = Object.hasOwn(CLUSTERS, name) ? CLUSTERS[name] : undefined;
  if (!verbs) {
    const names = Object.keys(CLUSTERS).join(', ');
    throw new SetupError(`There is no cluster "${name}" to ${verb}; there is ${names}.`);
  }
  const taken = verbs[verb];
  if (!taken) throw new SetupError(`There is no ${verb} for ${name}.\n${USAGE}`);
  const foreign = Object.keys(values).find(option => !taken.includes(option));
  if (foreign) throw new SetupError(`${verb} ${name} takes no --${foreign}.\n${USAGE}`);
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

function isVerb(word: string): word is Arguments['verb'] {
  return (VERBS as readonly string[]).includes(word);
}
