import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock } from '@vc/local/file-lock.ts';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';
import type { Progress } from '@vc/local/progress.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { listServices } from '../../images/image-sources.ts';
import { REPOSITORY } from '../../repository.ts';
import type { LocalNode } from '../node/node.ts';
import { type BaseImage, listBaseImages } from './base-images.ts';
import { buildImages } from './build-images.ts';
import { type Descriptor, openImageStore } from './image-store.ts';
import { ensureOurImages } from './our-images.ts';
import { type ImageRecipe, REPOSITORY_PREFIX } from './recipe.ts';
import { requireImages } from './required-images.ts';
import { serviceRecipes } from './service-recipes.ts';
import { shortName, standInRecipes } from './stand-in-recipes.ts';
import { readStandIns, STAND_INS } from './stand-ins.ts';

/** Where images go: a node of a cluster. */
export type ImageTarget = Pick<LocalNode, 'findDigest' | 'tagImage' | 'importImages' | 'pullsImages'>;

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
  node: ImageTarget,
  progress: Progress,
  repository: string = REPOSITORY,
): Promise<BuiltImage[]> {
  if (node.pullsImages) return ensureOurImages(node, progress, repository);
  const folder = join(cacheDirectory(), 'local-images');
  await mkdir(folder, { recursive: true });
  await ensurePrograms(['flock'], progress);
  return withFileLock(join(folder, 'lock'), async () => {
    const images = await buildMissing(folder, progress, repository);
    await importMissing(folder, node, images, progress);
    return images.map(({ recipe: { service, replaces }, image: { digest }, byDigest }) => ({
      name: replaces ?? byDigest,
      ...(service ? { service } : {}),
      digest,
    }));
  });
}

/** An image in the store. */
interface KeptImage {
  recipe: ImageRecipe;
  image: Descriptor;
  /** A name that is of this very content. */
  byDigest: string;
}

async function buildMissing(folder: string, progress: Progress, repository: string): Promise<KeptImage[]> {
  const store = openImageStore(folder);
  const bases = await listBaseImages(progress);
  const recipes = await readRecipes(bases, progress, repository);
  const find = () =>
    Promise.all(recipes.map(async recipe => ({ recipe, image: await store.find(recipe.key) })));
  const missing = (await find()).filter(({ image }) => !image).map(({ recipe }) => recipe);
  if (missing.length > 0) {
    await buildImages({ folder, store, bases, recipes: withBases(recipes, missing) }, progress);
    await store.prune();
  }
  return (await find()).map(({ recipe, image }) => {
    if (!image) throw new Error(`image ${recipe.name} was built and is not there`);
    return { recipe, image, byDigest: `${REPOSITORY_PREFIX}/${recipe.name}@${image.digest}` };
  });
}

/** What images of ours build on has to be there, too: the engine may have lost what the store kept. */
function withBases(recipes: readonly ImageRecipe[], missing: readonly ImageRecipe[]): ImageRecipe[] {
  return recipes.filter(recipe => recipe.prepare || missing.includes(recipe));
}

async function readRecipes(
  bases: readonly BaseImage[],
  progress: Progress,
  repository: string,
): Promise<ImageRecipe[]> {
  const keys = new Map(bases.map(({ from, key }) => [from, key]));
  const standIns = await readStandIns(join(repository, STAND_INS));
  const replaced = standIns.map(({ replaces }) => replaces);
  await requireImages(repository, { services: await listServices(repository), replaced }, progress);
  const recipes = await standInRecipes(standIns, { repository, bases: keys }, progress);
  for (const { replaces, key } of recipes) keys.set(shortName(replaces ?? ''), key);
  return [...recipes, ...(await serviceRecipes(repository, keys))];
}

/** Those of which the node has not this very content; the others get their names, should another have had them meanwhile. */
async function importMissing(
  folder: string,
  node: ImageTarget,
  images: readonly KeptImage[],
  progress: Progress,
): Promise<void> {
  const present = await Promise.all(images.map(({ byDigest }) => node.findDigest(byDigest)));
  for (const [index, { recipe, byDigest }] of images.entries()) {
    if (present[index] && recipe.replaces) await node.tagImage(byDigest, recipe.replaces);
  }
  const missing = images.filter((_, index) => !present[index]);
  if (missing.length === 0) return;
  const file = join(folder, 'import.tar');
  try {
    await progress.step(`Putting ${missing.length} images into the cluster`, async detail => {
      detail('packing');
      const named = missing.map(({ recipe: { replaces }, image, byDigest }) => ({
        image,
        names: replaces ? [replaces, byDigest] : [byDigest],
      }));
      await openImageStore(folder).pack(named, file);
      await node.importImages([file], detail);
    });
  } finally {
    await rm(file, { force: true });
  }
}
