import { isDeepStrictEqual } from 'node:util';
import { describe, type Manifest } from '../kubernetes/objects.ts';
import type { RenderedCluster } from '../rendering/cluster-rendering.ts';
import { identity } from '../rules/cluster/owners.ts';
import { withoutIgnored } from './ignored-fields.ts';
import { immutableChanges } from './immutable-fields.ts';

/** What Argo CD would do to one object. */
export interface ObjectChange {
  action: 'add' | 'change' | 'prune';
  /** `Deployment video-converter/gateway`. */
  title: string;
  before?: Manifest;
  after?: Manifest;
}

/** What Argo CD would do to the objects of one Application. */
export interface ApplicationChanges {
  application: string;
  changes: readonly ObjectChange[];
  /** What the API server would refuse. */
  refused: readonly string[];
}

type Compared = Pick<RenderedCluster, 'applications'> & {
  renderings: readonly { name: string; manifests: readonly Manifest[] }[];
};

/** What Argo CD would add, change and prune in a cluster that is as `before`, by Application. */
export function clusterChanges(before: Compared | undefined, after: Compared): ApplicationChanges[] {
  const names = [
    ...new Set([before, after].flatMap(it => it?.renderings ?? []).map(({ name }) => name)),
  ].sort();
  return names.flatMap(application => {
    const [old, now] = [before, after].map(cluster => comparable(cluster, application));
    if (!old || !now) return [];
    const changes = compare(old, now);
    const refused = immutableChanges(old, now);
    return changes.length > 0 ? [{ application, changes, refused }] : [];
  });
}

function comparable(cluster: Compared | undefined, name: string): Manifest[] {
  const ignored = cluster?.applications.find(it => it.name === name)?.ignoreDifferences ?? [];
  const manifests = cluster?.renderings.find(it => it.name === name)?.manifests ?? [];
  return manifests.map(manifest => withoutIgnored(manifest, ignored));
}

function compare(old: readonly Manifest[], now: readonly Manifest[]): ObjectChange[] {
  const [before, after] = [old, now].map(list => new Map(list.map(it => [identity(it), it])));
  const keys = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].sort();
  return keys.flatMap((key): ObjectChange[] => {
    const change = { before: before?.get(key), after: after?.get(key) };
    if (isDeepStrictEqual(change.before, change.after)) return [];
    const action = !change.before ? 'add' : change.after ? 'change' : 'prune';
    return [{ action, title: titleOf(change.after ?? change.before), ...change }];
  });
}

function titleOf(manifest: Manifest | undefined): string {
  if (!manifest) return '';
  const { namespace } = manifest.metadata;
  return namespace ? `${manifest.kind} ${namespace}/${manifest.metadata.name}` : describe(manifest);
}
