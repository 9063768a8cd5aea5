import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseManifests } from '../rendering/helm.ts';
import { buildKustomization } from '../rendering/kustomize.ts';
import { readSettings } from '../settings.ts';
import type { Deployment } from './inventory.ts';

/** Apps that make backups. */
const BACKED_UP = ['postgres', 'mongodb'] as const;

/**
 * What a cluster's folder says that is deployed: its Applications, as Argo CD would make them, and where backups go.
 *
 * @param kustomize the program
 */
export async function readDeployment(kustomize: string, cluster: string): Promise<Deployment> {
  const { repository } = await readSettings(cluster);
  const text = await buildKustomization(kustomize, cluster, []); // it builds upon nothing of others
  const apps = parseManifests(text, 'argocd')
    .filter(({ kind }) => kind === 'Application')
    .map(({ metadata }) => metadata.name);
  const own = await Promise.all(BACKED_UP.map(app => hasOwnStore(cluster, app)));
  return { apps, repository, ownStores: BACKED_UP.filter((_, index) => own[index]) };
}

/** Whether an app's values name an S3 that is not Amazon's. */
async function hasOwnStore(cluster: string, app: string): Promise<boolean> {
  const text = await readFile(join(cluster, 'values', `${app}.yaml`), 'utf8').catch(() => '');
  const values = parse(text) as { backup?: { endpoint?: { url?: string } } } | null;
  return Boolean(values?.backup?.endpoint?.url);
}
