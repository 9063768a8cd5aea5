import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock } from '@vc/local/file-lock.ts';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';
import type { Progress } from '@vc/local/progress.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { listServices } from '../../images/image-sources.ts';
import { REPOSITORY } from '../../repository.ts';
import { type BaseImage, listBaseImages } from './base-images.ts';
import { buildImages } from './build-images.ts';
import { type Descriptor, openImageStore } from './image-store.ts';
import { type ImageRecipe, REPOSITORY_PREFIX } from './recipe.ts';
import { requireImages } from './required-images.ts';
import { serviceRecipes } from './service-recipes.ts';
import { shortName, standInRecipes } from './stand-in-recipes.ts';
import { readStandIns, STAND_INS } from './stand-ins.ts';

/** An image in the store. */
export interface KeptImage {
  recipe: ImageRecipe;
  image: Descriptor;
  /** A name that is of this very content. */
  byDigest: string;
}

/** The names under which a node has an image, that which manifests ask for first. */
export function namesOf({ recipe: { replaces }, byDigest }: KeptImage): string[] {
  return replaces ? [replaces, byDigest] : [byDigest];
}

/** Runs `work` while nobody else uses the store and the engine that builds for it; it is given their folder. */
export async function withStoreFolder<T>(
  progress: Progress,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = join(cacheDirectory(), 'local-images');
  await mkdir(folder, { recursive: true });
  await ensurePrograms(['flock'], progress);
  return withFileLock(join(folder, 'lock'), () => work(folder));
}

/**
 * Every image that a node needs and that is not built elsewhere: those of our services from a working tree, and the stand-ins
 * for those of others. What is not in the store is built.
 */
export function keepImages(progress: Progress, repository: string = REPOSITORY): Promise<KeptImage[]> {
  return withStoreFolder(progress, folder => buildMissing(folder, progress, repository));
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
