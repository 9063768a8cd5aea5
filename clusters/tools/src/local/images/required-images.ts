import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@vc/local/progress.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { ensureTool } from '../../go-tool.ts';
import type { Manifest } from '../../kubernetes/objects.ts';
import { renderCluster } from '../../rendering/cluster-rendering.ts';
import { parseManifests } from '../../rendering/helm.ts';
import { askedImages, type ImageMakers, missingImages } from './asked-images.ts';

/**
 * Holds what the cluster on this machine asks for against what is made for it.
 *
 * @param repository a working tree
 * @throws {SetupError} that names each image which nobody makes
 */
export async function requireImages(
  repository: string,
  makers: ImageMakers,
  progress: Progress,
): Promise<void> {
  const helm = await ensureTool('helm', progress);
  const kustomize = await ensureTool('kustomize', progress);
  const { renderings } = await renderCluster({ helm, kustomize }, 'local', { repository });
  const manifests = renderings.flatMap(rendering => rendering.manifests);
  const missing = missingImages(askedImages([...manifests, ...(await readEquipment(repository))]), makers);
  if (missing.length > 0) throw new SetupError(`Images are missing: ${missing.join('; ')}.`);
}

/** What is in the cluster beside what Argo CD applies. */
async function readEquipment(repository: string): Promise<Manifest[]> {
  const folder = join(repository, 'clusters/local/equipment');
  const files = (await readdir(folder)).filter(name => name.endsWith('.yaml'));
  const texts = await Promise.all(files.map(name => readFile(join(folder, name), 'utf8')));
  return texts.flatMap(text => parseManifests(text, 'default'));
}
