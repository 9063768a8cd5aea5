import { join } from 'node:path';
import type { Progress } from '@vc/local/progress.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { docker, dockerSays } from '../kind/docker.ts';
import type { ImageTarget } from './bring-images.ts';
import { writeContext } from './build-inputs.ts';
import type { BuiltImage } from './ensure-images.ts';
import { buildTag, type ImageRecipe, REPOSITORY_PREFIX } from './recipe.ts';
import { serviceRecipes } from './service-recipes.ts';
import { standInRecipes } from './stand-in-recipes.ts';
import { readStandIns, STAND_INS } from './stand-ins.ts';

/**
 * Makes sure that a node has the images that no registry has: those of our services from a working tree, and the equipment of our own.
 * The Docker engine of this machine builds them, and keeps them.
 */
export async function ensureOurImages(
  node: ImageTarget,
  progress: Progress,
  repository: string,
): Promise<BuiltImage[]> {
  const images: BuiltImage[] = [];
  for (const recipe of await readOurRecipes(repository, progress)) {
    const tag = buildTag(recipe);
    if (!(await dockerSays('image', 'inspect', tag))) {
      await progress.step(`Building image ${recipe.name}`, () => build(recipe, tag));
    }
    const digest =
      (await node.findDigest(tag)) ??
      (await progress.step(`Putting image ${recipe.name} into the cluster`, () => load(node, tag)));
    const byDigest = `${REPOSITORY_PREFIX}/${recipe.name}@${digest}`;
    const name = recipe.replaces ?? byDigest;
    await node.tagImage(tag, name);
    images.push({ name, ...(recipe.service ? { service: recipe.service } : {}), digest });
  }
  return images;
}

/** What they begin with comes from registries, by its name. */
async function readOurRecipes(repository: string, progress: Progress): Promise<ImageRecipe[]> {
  const bases = new Map<string, string>();
  const standIns = await readStandIns(join(repository, STAND_INS));
  const own = standIns.filter(({ replaces }) => replaces.startsWith(`${REPOSITORY_PREFIX}/`));
  const equipment = await standInRecipes(own, { repository, bases }, progress);
  return [...equipment, ...(await serviceRecipes(repository, bases))];
}

async function build({ inputs, dockerfile, target }: ImageRecipe, tag: string): Promise<void> {
  const context = await createTemporaryDirectory();
  try {
    await writeContext(inputs, context);
    const options = [`--tag=${tag}`, `--file=${join(context, dockerfile)}`];
    await docker('build', ...options, ...(target ? [`--target=${target}`] : []), context);
  } finally {
    await removeDirectory(context);
  }
}

/** @returns the digest that the node knows it by */
async function load(node: ImageTarget, tag: string): Promise<string> {
  const folder = await createTemporaryDirectory();
  try {
    const file = join(folder, 'image.tar');
    await docker('save', `--output=${file}`, tag);
    await node.importImages([file], () => {});
  } finally {
    await removeDirectory(folder);
  }
  const digest = await node.findDigest(tag);
  if (!digest) throw new Error(`The node took ${tag}, and does not have it.`);
  return digest;
}
