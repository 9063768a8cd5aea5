import type { ClusterTarget } from '../../cluster/target.ts';
import { askDatastore } from './datastore.ts';

/** What a broker was told to hold. */
export interface Definitions {
  queues: readonly { name: string }[];
  policies: readonly { name: string; definition: Record<string, unknown> }[];
  /** All of that and the rest, as text that differs where something does. */
  text: string;
}

/** What may differ from one broker to the next: each hashes passwords with another salt, and has a name. */
const PARTS = [
  'vhosts',
  'users',
  'permissions',
  'topic_permissions',
  'policies',
  'exchanges',
  'queues',
  'bindings',
];
const OWN_FIELDS = ['password_hash', 'hashing_algorithm', 'metadata', 'description'];

/** Nobody declares what has such a name: the broker makes it for itself, some of it at its second start only. */
const OWN_NAME = /^amq\./;

/** Asks the broker for everything that queue-init and its own chart have declared. */
export async function readDefinitions(target: ClusterTarget): Promise<Definitions> {
  const export_ = ['rabbitmqctl', '--quiet', 'export_definitions', '-', '--format=json'];
  const all = JSON.parse(await askDatastore(target, 'rabbitmq-0', ...export_)) as Record<
    string,
    { name?: string }[]
  >;
  const declared = PARTS.flatMap(part =>
    (all[part] ?? [])
      .filter(({ name = '' }) => !OWN_NAME.test(name))
      .map(it => `${part} ${withoutOwnFields(it)}`),
  );
  const text = declared.sort().join('\n');
  return { queues: [], policies: [], ...all, text };
}

function withoutOwnFields(object: object): string {
  const fields = Object.entries(object).filter(([name]) => !OWN_FIELDS.includes(name));
  return JSON.stringify(Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1))));
}
