import type { Progress } from '@vc/local/progress.ts';
import { REPOSITORY } from '../../repository.ts';
import type { LocalNode } from '../node/node.ts';
import { bringImages, type ImageTarget } from './bring-images.ts';
import { type KeptImage, keepImages, namesOf } from './kept-images.ts';
import { ensureOurImages } from './our-images.ts';

/** An image that a node has. */
export interface BuiltImage {
  /** As manifests ask for it. */
  name: string;
  /** Name of the service, if it is one of ours. */
  service?: string;
  /** `sha256:…` */
  digest: string;
}

/**
 * Makes sure that a node has every image that it gets from nowhere else: those of our services from a working tree, and
 * stand-ins for those of others unless it pulls these. What was built before is kept.
 */
export async function ensureImages(
  node: ImageTarget & Pick<LocalNode, 'pullsImages'>,
  progress: Progress,
  repository: string = REPOSITORY,
): Promise<BuiltImage[]> {
  if (node.pullsImages) return ensureOurImages(node, progress, repository);
  const images = await keepImages(progress, repository);
  await bringImages(node, images, progress);
  return images.map(toBuilt);
}

function toBuilt(kept: KeptImage): BuiltImage {
  const { recipe, image } = kept;
  const [name = ''] = namesOf(kept);
  return { name, ...(recipe.service ? { service: recipe.service } : {}), digest: image.digest };
}
