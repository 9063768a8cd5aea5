import { parseManifests } from '../rendering/helm.ts';
import { buildKustomization } from '../rendering/kustomize.ts';
import { readSettings } from '../settings.ts';
import type { Deployment } from './inventory.ts';

/**
 * What a cluster's folder says that is deployed: its Applications, as Argo CD would make them.
 *
 * @param kustomize the program
 */
export async function readDeployment(kustomize: string, cluster: string): Promise<Deployment> {
  const { repository } = await readSettings(cluster);
  const text = await buildKustomization(kustomize, cluster, []); // it builds upon nothing of others
  const apps = parseManifests(text, 'argocd')
    .filter(({ kind }) => kind === 'Application')
    .map(({ metadata }) => metadata.name);
  return { apps, repository };
}
