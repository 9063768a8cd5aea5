import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@vc/local/progress.ts';
import type { LocalNode } from '../node/node.ts';
import { openImageStore } from './image-store.ts';
import { type KeptImage, namesOf, withStoreFolder } from './kept-images.ts';

/** Where images go, such as a node of a cluster. */
export type ImageTarget = Pick<LocalNode, 'findDigest' | 'tagImage' | 'importImages'>;

/**
 * Makes sure that images are there under all their names: only those are unpacked of which this very content is missing, and the
 * others get their names, should another have had them meanwhile.
 */
export async function bringImages(
  target: ImageTarget,
  images: readonly KeptImage[],
  progress: Progress,
  label: (missing: number) => string = missing => `Putting ${missing} images into the cluster`,
): Promise<void> {
  const present = await Promise.all(images.map(({ byDigest }) => target.findDigest(byDigest)));
  for (const [index, { recipe, byDigest }] of images.entries()) {
    if (present[index] && recipe.replaces) await target.tagImage(byDigest, recipe.replaces);
  }
  const missing = images.filter((_, index) => !present[index]);
  if (missing.length > 0)
    await progress.step(label(missing.length), detail => unpack(target, missing, progress, detail));
}

function unpack(
  target: ImageTarget,
  images: readonly KeptImage[],
  progress: Progress,
  detail: (text: string) => void,
): Promise<void> {
  return withStoreFolder(progress, async folder => {
    const file = join(folder, 'import.tar');
    try {
      detail('packing');
      const named = images.map(kept => ({ image: kept.image, names: namesOf(kept) }));
      await openImageStore(folder).pack(named, file);
      await target.importImages([file], detail);
    } finally {
      await rm(file, { force: true });
    }
  });
}
