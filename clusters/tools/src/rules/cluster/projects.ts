import type { Manifest } from '../../kubernetes/objects.ts';
import { groupOf } from '../../kubernetes/scope.ts';
import type { ApplicationSource } from '../../rendering/application.ts';
import { matchesGlob } from '../../rendering/glob.ts';
import { withoutSuffix } from '../../sources.ts';
import type { CheckedCluster } from './cluster-rule.ts';

interface KindPattern {
  group: string;
  kind: string;
}

/** What an AppProject of Argo CD allows its Applications. */
export interface Project {
  sourceRepos?: string[];
  destinations?: { server?: string; name?: string; namespace?: string }[];
  clusterResourceWhitelist?: KindPattern[];
  /** Where it is missing, all kinds are allowed. */
  namespaceResourceWhitelist?: KindPattern[];
}

/** The project of a name, if the cluster has it. */
export function findProject({ renderings }: CheckedCluster, name: string): Project | undefined {
  const found = renderings
    .flatMap(({ manifests }) => manifests)
    .find(({ kind, metadata }) => kind === 'AppProject' && metadata.name === name);
  return found?.spec as Project | undefined;
}

/** Whether an Application of the project may take anything from a source. */
export function allowsSource({ sourceRepos = [] }: Project, { repoURL }: ApplicationSource): boolean {
  return sourceRepos.some(pattern => matchesGlob(withoutSuffix(pattern), withoutSuffix(repoURL)));
}

/** Whether an Application of the project may put anything into a namespace of a cluster. */
export function allowsDestination(
  { destinations = [] }: Project,
  wanted: { server?: string; name?: string; namespace?: string },
): boolean {
  return destinations.some(
    ({ server = '', name = '', namespace = '' }) =>
      ((wanted.server && matchesGlob(server, wanted.server)) ||
        (wanted.name && matchesGlob(name, wanted.name))) &&
      matchesGlob(namespace, wanted.namespace ?? ''),
  );
}

/** Whether an Application of the project may have an object of this kind; in no namespace, all must be named. */
export function allowsKind(project: Project, manifest: Manifest): boolean {
  const allowed = manifest.metadata.namespace
    ? (project.namespaceResourceWhitelist ?? [{ group: '*', kind: '*' }])
    : (project.clusterResourceWhitelist ?? []);
  return allowed.some(
    ({ group, kind }) => matchesGlob(group, groupOf(manifest)) && matchesGlob(kind, manifest.kind),
  );
}
