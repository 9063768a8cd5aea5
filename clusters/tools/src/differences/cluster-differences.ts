import { clusterChanges, type ObjectChange } from '../changes/cluster-changes.ts';
import type { Manifest } from '../kubernetes/objects.ts';
import type { RenderedCluster } from '../rendering/cluster-rendering.ts';
import { fieldDifferences } from './field-differences.ts';

/** What two clusters have differently, in one object of an Application or in several of its kind alike. */
export interface Difference {
  application: string;
  kind: string;
  /** Names of the objects. */
  names: string[];
  /** Empty for all of the object: only one of the clusters has it. */
  field: string;
  left: unknown;
  right: unknown;
}

/** A cluster with its name. */
export interface NamedCluster extends Pick<RenderedCluster, 'applications'> {
  name: string;
  renderings: readonly { name: string; manifests: readonly Manifest[] }[];
}

/** Stands for an object that is there. */
const THERE = 'yes';

/**
 * Compares what Argo CD would apply to two clusters. What follows from other differences is left out: checksums, and which folder
 * the cluster has in the repository.
 */
export function clusterDifferences(left: NamedCluster, right: NamedCluster): Difference[] {
  const changes = clusterChanges(comparable(left), comparable(right));
  return merge(changes.flatMap(it => it.changes.flatMap(change => differencesOf(it.application, change))));
}

/** Manifests without what names the cluster itself. */
function comparable({ name, applications, renderings }: NamedCluster): NamedCluster {
  const folder = new RegExp(`clusters/${name}(?![\\w-])`, 'g');
  const neutral = (manifest: Manifest): Manifest => {
    const copy = JSON.parse(JSON.stringify(manifest).replace(folder, 'clusters/<cluster>')) as Manifest;
    for (const metadata of [copy.metadata, podMetadata(copy)]) removeChecksums(metadata?.annotations);
    // A hash of what is in it, as in names of Jobs.
    copy.metadata.name = copy.metadata.name.replace(/-[0-9a-f]{10}$/, '-…');
    return copy;
  };
  return {
    name,
    applications,
    renderings: renderings.map(it => ({ name: it.name, manifests: it.manifests.map(neutral) })),
  };
}

function podMetadata({ spec }: Manifest): { annotations?: Record<string, string> } | undefined {
  return (spec as { template?: { metadata?: { annotations?: Record<string, string> } } } | undefined)
    ?.template?.metadata;
}

/** Some objects of others have an empty `annotations:`. */
function removeChecksums(annotations: Record<string, string> | null = {}): void {
  for (const key of Object.keys(annotations ?? {}))
    if (key.startsWith('checksum/')) delete annotations?.[key];
}

function differencesOf(application: string, { before, after }: ObjectChange): Difference[] {
  const object = before ?? after;
  if (!object) return [];
  const about = { application, kind: object.kind, names: [object.metadata.name] };
  if (before && after) return fieldDifferences(before, after).map(it => ({ ...about, ...it }));
  return [{ ...about, field: '', left: before && THERE, right: after && THERE }];
}

/** Objects of a kind that differ alike become one line. */
function merge(all: readonly Difference[]): Difference[] {
  const merged = new Map<string, Difference>();
  for (const difference of all) {
    const { names, ...alike } = difference;
    const key = JSON.stringify(alike, (_, value) => (value === undefined ? null : value));
    const known = merged.get(key);
    if (known) known.names.push(...names);
    else merged.set(key, { ...difference, names: [...names] });
  }
  return [...merged.values()];
}
