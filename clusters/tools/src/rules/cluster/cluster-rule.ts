import type { Manifest } from '../../kubernetes/objects.ts';
import type { Application } from '../../rendering/application.ts';
import type { RenderedCluster } from '../../rendering/cluster-rendering.ts';

/** What rules look at: a cluster as it is rendered. */
export type CheckedCluster = Pick<RenderedCluster, 'own' | 'applications'> & {
  renderings: readonly { name: string; manifests: readonly Manifest[] }[];
};

/** Something that must hold of all that Argo CD applies to a cluster; `find` returns a sentence for each breach. */
export interface ClusterRule {
  name: string;
  find(cluster: CheckedCluster): string[];
}

/** All objects of a cluster, each with the Application that it comes with. */
export function objectsOf({ applications, renderings }: CheckedCluster): {
  application: Application;
  manifest: Manifest;
}[] {
  return renderings.flatMap(({ name, manifests }) => {
    const application = applications.find(it => it.name === name);
    if (!application) return [];
    return manifests.map(manifest => ({ application, manifest }));
  });
}
