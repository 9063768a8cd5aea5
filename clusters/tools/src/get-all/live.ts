import type { ClusterTarget } from '../cluster/target.ts';
import { kubectl } from '../cluster/target.ts';
import { ADDED, PREFIXES, type Shown, type ShownKind, withoutHash } from './shown.ts';

/** What we read of an object. */
interface LiveObject {
  kind: ShownKind;
  metadata: {
    name: string;
    generateName?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    ownerReferences?: { kind: string }[];
  };
  spec: { replicas?: number };
}

/** What `kubectl get all` shows in a namespace now. ReplicaSets without pods, which are earlier versions, and what ends are left out. */
export async function readShown(target: ClusterTarget, namespace: string): Promise<Shown> {
  const text = await target.session.ask(
    kubectl(target, `--namespace=${namespace}`, 'get', 'all', '--output=json'),
  );
  const { items } = JSON.parse(text ?? '{"items":[]}') as { items: LiveObject[] };
  const counts = new Map<string, number>();
  for (const object of items.filter(isCurrent)) {
    const name = `${PREFIXES[object.kind]}/${nameOf(object)}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Map([...counts].map(([name, count]) => [name, { least: count, most: count }]));
}

function isCurrent({ kind, metadata, spec }: LiveObject): boolean {
  return metadata.deletionTimestamp === undefined && !(kind === 'ReplicaSet' && spec.replicas === 0);
}

/** With what was added to a name replaced. */
function nameOf({ kind, metadata }: LiveObject): string {
  const owner = metadata.ownerReferences?.[0]?.kind;
  if (kind === 'Pod' && owner === 'ReplicaSet') return withoutTemplateHash(made(metadata), metadata.labels);
  if (kind === 'Pod' && owner === 'Job') return withoutHash(made(metadata));
  if (kind === 'ReplicaSet') return withoutTemplateHash(metadata.name, metadata.labels);
  if (kind === 'Job') return withoutHash(metadata.name);
  return metadata.name;
}

/** What the name of a pod begins with, that others made: that of its owner. */
function made({ name, generateName = `${name}-` }: LiveObject['metadata']): string {
  return generateName.slice(0, -1);
}

function withoutTemplateHash(name: string, labels: Record<string, string> = {}): string {
  return name.replace(new RegExp(`-${labels['pod-template-hash']}$`), `-${ADDED}`);
}
