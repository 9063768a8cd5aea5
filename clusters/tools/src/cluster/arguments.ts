import { parseArgs } from 'node:util';
import { SetupError } from '@vc/local/setup-error.ts';
import { NODES, type NodeName } from '../local/nodes.ts';

const USAGE = `Usage: npm run cluster -- up eks [--dry-run] [--yes]
                          down eks [--dry-run] [--with-backups]
                          status eks
                          ui eks
                          up local [--node kind|own] [--git <repository or bundle> --sealing-key <file>]
                          down local [--with-backups]
                          status|push local`;

/** By cluster, what can be done with it, and the options that each verb takes. */
const CLUSTERS: Record<string, Partial<Record<string, readonly string[]>>> = {
  eks: { up: ['dry-run', 'yes'], down: ['dry-run', 'with-backups'], status: [], ui: [] },
  local: { up: ['node', 'git', 'sealing-key'], status: [], push: [], down: ['with-backups'] },
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
  /** The node that a cluster on this machine is to have. */
  node?: NodeName;
  /** What is left of an earlier cluster that is to be made again. */
  earlier?: { git: string; sealingKey: string };
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
  const { git, 'sealing-key': sealingKey, node } = values;
  if (node !== undefined && !isNode(node)) throw new SetupError(`There is no node ${node}.\n${USAGE}`);
  if ((git === undefined) !== (sealingKey === undefined)) {
    throw new SetupError(`--git and --sealing-key go together.\n${USAGE}`);
  }
  return {
    ...(node ? { node } : {}),
    ...(git && sealingKey ? { earlier: { git, sealingKey } } : {}),
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
        node: { type: 'string' },
        git: { type: 'string' },
        'sealing-key': { type: 'string' },
      },
    });
  } catch (error) {
    throw new SetupError(`${(error as Error).message}\n${USAGE}`);
  }
}

function isNode(word: string): word is NodeName {
  return (NODES as readonly string[]).includes(word);
}

function isVerb(word: string): word is Arguments['verb'] {
  return (VERBS as readonly string[]).includes(word);
}
