import { behindLoadBalancer, DATA_FLOW, withBackupStore } from '../../data-flow.ts';
import { findBackupStore } from '../backup-store.ts';
import { OBJECT_RULES } from '../deployment-rules.ts';
import { networkRule } from '../network.ts';
import { type CheckedCluster, type ClusterRule, objectsOf } from './cluster-rule.ts';
import { keptDataRule } from './kept-data.ts';
import { namespacesRule } from './namespaces.ts';
import { ownersRule } from './owners.ts';
import { permittedDestinationsRule, permittedObjectsRule, permittedSourcesRule } from './permitted.ts';
import { pinnedRule } from './pinned.ts';
import { pinnedImagesRule } from './pinned-images.ts';
import { plaintextRule } from './plaintext.ts';
import { syncPolicyRule } from './sync-policy.ts';

/** The project of our own charts (`clusters/base/projects/apps.yaml`). */
const OUR_PROJECT = 'apps';

/** What must hold of our own apps in a cluster, all together. */
const OUR_RULES: readonly ClusterRule[] = [
  ...OBJECT_RULES.map(({ name, find }) => ({
    name,
    find: (cluster: CheckedCluster) => find(ourManifests(cluster)),
  })),
  {
    name: networkRule(DATA_FLOW).name,
    find: cluster => {
      const manifests = ourManifests(cluster);
      const { network } = cluster.own;
      const store = findBackupStore(manifests);
      const inside = network ? behindLoadBalancer(DATA_FLOW, network) : DATA_FLOW;
      return networkRule(store ? withBackupStore(inside, store) : inside).find(manifests);
    },
  },
];

/** What must hold of all that Argo CD applies to a cluster. */
export const CLUSTER_RULES: readonly ClusterRule[] = [
  pinnedRule,
  permittedSourcesRule,
  permittedDestinationsRule,
  permittedObjectsRule,
  syncPolicyRule,
  keptDataRule,
  plaintextRule,
  pinnedImagesRule,
  namespacesRule,
  ownersRule,
  ...OUR_RULES,
];

function ourManifests(cluster: CheckedCluster) {
  return objectsOf(cluster)
    .filter(({ application }) => application.project === OUR_PROJECT)
    .map(({ manifest }) => manifest);
}
