import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '@vc/local/native/bootstrap.ts';
import type { Progress } from '@vc/local/progress.ts';
import { type BaseImage, ensureBaseImage } from './base-images.ts';
import { writeContext } from './build-inputs.ts';
import { withDockerEngine } from './docker-engine.ts';
import { buildImage, hasImage, listImages, removeImage, saveImages, tagImage } from './engine-api.ts';
import type { ImageStore } from './image-store.ts';
import { buildTag, type ImageRecipe } from './recipe.ts';

/** What to build, and where to. */
export interface Build {
  /** Of the engine, and of what is needed meanwhile. */
  folder: string;
  store: ImageStore;
  bases: readonly BaseImage[];
  /** In an order in which what others build on comes first. */
  recipes: readonly ImageRecipe[];
}

/** Builds images with an engine of our own, and puts them into the store. The engine keeps what it built for the next time. */
export async function buildImages(
  { folder, store, bases, recipes }: Build,
  progress: Progress,
): Promise<void> {
  const work = join(folder, 'work');
  await removeTree(work); // of a run that was interrupted
  await mkdir(work, { recursive: true });
  try {
    await withDockerEngine(folder, progress, async socket => {
      for (const base of bases) await ensureBaseImage(socket, base, work, progress);
      for (const recipe of recipes) await ensureBuilt(socket, recipe, join(work, recipe.name), progress);
      await progress.step(`Keeping ${recipes.length} images for the next time`, async () => {
        const saved = join(work, 'saved');
        await saveImages(socket, recipes.map(buildTag), saved);
        await store.put(saved, new Map(recipes.map(recipe => [buildTag(recipe), recipe.key])));
      });
      await removeOlder(socket, recipes.map(buildTag));
    });
  } finally {
    await removeTree(work);
  }
}

/** Under the tag of its key, and under the name by which other Dockerfiles build on it. */
async function ensureBuilt(
  socket: string,
  recipe: ImageRecipe,
  work: string,
  progress: Progress,
): Promise<void> {
  const tag = buildTag(recipe);
  if (!(await hasImage(socket, tag))) {
    await progress.step(`Building image ${recipe.name}`, async detail => {
      const context = join(work, 'context');
      await writeContext(recipe.inputs, context);
      await writeContext((await recipe.prepare?.(join(work, 'prepared'))) ?? [], context);
      const { dockerfile, target } = recipe;
      await buildImage(socket, { context, dockerfile, target, tag, detail });
      await removeTree(work);
    });
  }
  if (recipe.replaces) await tagImage(socket, tag, recipe.replaces);
}

/** The engine keeps one of a kind: the steps that the next one has in common with it. */
async function removeOlder(socket: string, tags: readonly string[]): Promise<void> {
  const kinds = new Set(tags.map(tag => kindOf(tag)));
  for (const name of await listImages(socket)) {
    if (kinds.has(kindOf(name)) && !tags.includes(name)) await removeImage(socket, name);
  }
}

/** What tags that end in a key begin with; other names belong to whoever builds on them. */
function kindOf(tag: string): string {
  return /^(.+):[0-9a-f]{24}$/.exec(tag)?.[1] ?? tag;
}
