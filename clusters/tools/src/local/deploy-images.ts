import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../git.ts';
import { type DeployOutcome, deploy } from '../images/deploy.ts';
import { imageFilePath, parseImageFile } from '../images/image-file.ts';
import type { BuiltImage } from './images/ensure-images.ts';
import { REPOSITORY_PREFIX } from './images/recipe.ts';

/** What a cluster is called, and which branch of its remote it follows. */
interface Followed {
  name: string;
  revision: string;
}

/**
 * Commits and pushes the digests of those images that are new, as CI does.
 *
 * @param checkout a clone whose last commit is pushed; the images were built from it
 */
export async function deployImages(
  checkout: string,
  images: readonly BuiltImage[],
  { name: cluster, revision: branch }: Followed,
): Promise<DeployOutcome> {
  const source = await git(checkout, 'rev-parse', 'HEAD');
  const digests = await newDigests(checkout, cluster, images);
  if (digests.size === 0) return { deployed: [], newer: [] };
  return deploy(checkout, { cluster, registry: REPOSITORY_PREFIX, source, branch, digests });
}

/** By service, those that are not in git. */
async function newDigests(
  checkout: string,
  cluster: string,
  images: readonly BuiltImage[],
): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const { service, digest } of images) {
    if (!service) continue;
    const file = join(checkout, imageFilePath(cluster, service));
    const inGit = parseImageFile(await readFile(file, 'utf8').catch(() => ''));
    if (inGit.digest !== digest) digests.set(service, digest);
  }
  return digests;
}
