import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import { findCommit } from '../git.ts';
import { listServices } from './image-sources.ts';

/** Images that a cluster shall run from now on. */
export interface Deployment {
  /** Name of its folder in `clusters`. */
  cluster: string;
  /** What stands before `/<service>` in the name of an image. */
  registry: string;
  /** The full hash of the commit that the images were built from. */
  source: string;
  /** The branch that Argo CD follows. */
  branch: string;
  /** `sha256:…` by service. */
  digests: ReadonlyMap<string, string>;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const REGISTRY = /^[a-z0-9][a-z0-9.-]*(?::\d+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;

/**
 * Checks what was typed, since what is written here runs a minute later.
 *
 * @param images `<service>=sha256:…`
 * @throws {SetupError} on the first thing that is wrong
 */
export async function readDeployment(
  repository: string,
  {
    images,
    source: revision,
    ...given
  }: Pick<Deployment, 'cluster' | 'registry' | 'source' | 'branch'> & { images: readonly string[] },
): Promise<Deployment> {
  if (!/^[a-z0-9-]+$/.test(given.cluster) || !existsSync(join(repository, 'clusters', given.cluster))) {
    throw new SetupError(`There is no cluster "${given.cluster}" in clusters.`);
  }
  if (!given.registry) throw new SetupError('Say where the images are: --registry <registry>.');
  if (!REGISTRY.test(given.registry)) throw new SetupError(`"${given.registry}" is no name of a registry.`);
  const source = await findCommit(repository, revision);
  if (!source) throw new SetupError(`There is no commit "${revision}" here.`);
  return { ...given, source, digests: readDigests(images, await listServices(repository)) };
}

function readDigests(images: readonly string[], services: readonly string[]): Map<string, string> {
  if (images.length === 0) throw new SetupError('Say which images to deploy: <service>=sha256:…');
  const digests = new Map<string, string>();
  for (const image of images) {
    const [service = '', digest = ''] = image.split('=');
    if (!services.includes(service)) {
      throw new SetupError(`There is no service "${service}"; there are ${services.join(', ')}.`);
    }
    if (!DIGEST.test(digest)) throw new SetupError(`"${digest}" is no digest (${service}).`);
    if (digests.has(service)) throw new SetupError(`${service} is named twice.`);
    digests.set(service, digest);
  }
  return digests;
}
