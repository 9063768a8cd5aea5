import { describe, type Manifest } from '../../kubernetes/objects.ts';
import { type CheckedCluster, type ClusterRule, objectsOf } from './cluster-rule.ts';

const OPTIONS = 'argocd.argoproj.io/sync-options';
const CASCADE = /^resources-finalizer\.argocd\.argoproj\.io/;

/** What takes data with it: claims and what makes them, a namespace with all in it, a SealedSecret with its Secret. */
const KEEPERS = ['PersistentVolumeClaim', 'StatefulSet', 'Namespace', 'SealedSecret'];

/** A revert too many, or a file that was moved, must not cost data. */
export const keptDataRule: ClusterRule = {
  name: 'nothing that takes data with it is pruned or deleted unasked',
  find: cluster => [
    ...objectsOf(cluster)
      .filter(({ manifest }) => keepsData(manifest))
      .filter(({ application, manifest }) => isPruned(application.syncPolicy.automated?.prune, manifest))
      .map(({ application, manifest }) => `Application ${application.name} prunes ${describe(manifest)}`),
    ...cascades(cluster),
  ],
};

/** With the finalizer an Application takes its objects with it; only `Delete=confirm` of an object would stop it. */
function cascades(cluster: CheckedCluster): string[] {
  const names = objectsOf(cluster)
    .filter(
      ({ manifest, application }) =>
        keepsData(manifest) && application.finalizers.some(it => CASCADE.test(it)),
    )
    .map(({ application }) => application.name);
  return [...new Set(names)].map(
    name => `Application ${name} takes its data with it when it is deleted: finalizers`,
  );
}

function keepsData({ kind, spec }: Manifest): boolean {
  if (kind !== 'StatefulSet') return KEEPERS.includes(kind);
  return Boolean((spec as { volumeClaimTemplates?: unknown[] }).volumeClaimTemplates?.length);
}

/** Not `Prune=confirm`: while Argo CD waits for that, it does nothing else for the Application, not even what a revert asks for. */
function isPruned(prunes: boolean | undefined, { metadata: { annotations } }: Manifest): boolean {
  const options = (annotations?.[OPTIONS] ?? '').split(',').map(option => option.trim());
  return Boolean(prunes) && !options.includes('Prune=false');
}
