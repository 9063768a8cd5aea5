import { SetupError } from '@vc/local/setup-error.ts';
import type { Manifest } from '../kubernetes/objects.ts';

/** Where manifests come from, and how they are made. */
export interface ApplicationSource {
  repoURL: string;
  targetRevision: string;
  path?: string;
  /** Makes this source's files known to the others as `$<ref>/…`; it renders nothing by itself. */
  ref?: string;
  helm?: {
    releaseName?: string;
    valueFiles?: string[];
    valuesObject?: unknown;
    ignoreMissingValueFiles?: boolean;
  };
  directory?: { recurse?: boolean; include?: string; exclude?: string };
}

/** How Argo CD keeps the cluster like git. */
export interface SyncPolicy {
  automated?: { prune?: boolean; selfHeal?: boolean };
  syncOptions?: string[];
  retry?: { limit?: number; refresh?: boolean; backoff?: unknown };
}

/** An Application of Argo CD, as far as it decides what is applied. */
export interface Application {
  name: string;
  project: string;
  /** One or several; Argo CD has two fields for them. */
  sources: readonly ApplicationSource[];
  destination: { server?: string; name?: string; namespace?: string };
  syncPolicy: SyncPolicy;
  finalizers: readonly string[];
  /** What is not compared, and with RespectIgnoreDifferences not applied again. */
  ignoreDifferences: readonly IgnoredDifference[];
}

/** Fields of some objects that may differ from git. */
export interface IgnoredDifference {
  group?: string;
  kind: string;
  name?: string;
  namespace?: string;
  jsonPointers?: string[];
  jqPathExpressions?: string[];
}

type Fields = Record<string, unknown>;

/** The fields that we know the meaning of. Whatever else stands there could change what Argo CD applies. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  '': [
    'project',
    'source',
    'sources',
    'destination',
    'syncPolicy',
    'ignoreDifferences',
    'info',
    'revisionHistoryLimit',
  ],
  source: ['repoURL', 'targetRevision', 'path', 'ref', 'name', 'helm', 'directory'],
  'source.helm': ['releaseName', 'valueFiles', 'valuesObject', 'ignoreMissingValueFiles'],
  'source.directory': ['recurse', 'include', 'exclude'],
  ignoreDifferences: ['group', 'kind', 'name', 'namespace', 'jsonPointers', 'jqPathExpressions'],
  destination: ['server', 'name', 'namespace'],
  syncPolicy: ['automated', 'syncOptions', 'retry'],
  'syncPolicy.automated': ['prune', 'selfHeal'],
  'syncPolicy.retry': ['limit', 'refresh', 'backoff'],
};

/**
 * Reads an Application.
 *
 * @throws {SetupError} for a field that would have an effect which we do not know
 */
export function parseApplication({ metadata, spec: specification }: Manifest): Application {
  const { name } = metadata;
  const spec = (specification ?? {}) as {
    project?: string;
    source?: ApplicationSource;
    sources?: ApplicationSource[];
    destination?: Application['destination'];
    syncPolicy?: SyncPolicy;
    ignoreDifferences?: IgnoredDifference[];
  };
  // As in Argo CD: with `sources`, `source` does not count.
  const sources = spec.sources ?? (spec.source ? [spec.source] : []);
  const read = (path: string, fields: unknown) => refuseUnknown(name, path, fields);
  read('', spec);
  if (sources.length === 0) throw new SetupError(`Application ${name} has no source.`);
  for (const source of sources) {
    if (source.path === undefined && !source.ref) {
      throw new SetupError(`Application ${name}: a source has neither path nor ref.`);
    }
    read('source', source);
    read('source.helm', source.helm);
    read('source.directory', source.directory);
  }
  for (const ignored of spec.ignoreDifferences ?? []) read('ignoreDifferences', ignored);
  read('destination', spec.destination);
  read('syncPolicy', spec.syncPolicy);
  read('syncPolicy.automated', spec.syncPolicy?.automated);
  read('syncPolicy.retry', spec.syncPolicy?.retry);
  return {
    name,
    project: spec.project ?? 'default',
    sources,
    destination: spec.destination ?? {},
    syncPolicy: spec.syncPolicy ?? {},
    finalizers: (metadata as { finalizers?: string[] }).finalizers ?? [],
    ignoreDifferences: spec.ignoreDifferences ?? [],
  };
}

function refuseUnknown(name: string, path: string, fields: unknown): void {
  for (const field of Object.keys((fields ?? {}) as Fields)) {
    if (KNOWN[path]?.includes(field)) continue;
    const used = path ? `${path}.${field}` : field;
    throw new SetupError(`Application ${name} uses ${used}, which render does not know.`);
  }
}
