import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isIgnored } from '../../images/docker-ignore.ts';
import { parseDockerfile } from '../../images/dockerfile.ts';
import { DOCKERFILE, readImageSources } from '../../images/image-sources.ts';
import { type BuildInput, filesBelow, keyOf } from './build-inputs.ts';
import type { ImageRecipe } from './recipe.ts';

/** What the Dockerfile copies from beside `services`. */
const ROOT_FILES = ['package.json', 'package-lock.json', '.npmrc'];

/**
 * How to build the images of our services from a working tree, by services/Dockerfile as it is.
 *
 * @param bases keys of the images below, by what stands behind FROM
 */
export async function serviceRecipes(
  repository: string,
  bases: ReadonlyMap<string, string>,
): Promise<ImageRecipe[]> {
  const [dockerfile, dockerIgnore] = await Promise.all(
    ([DOCKERFILE, '.dockerignore'] as const).map(file => readFile(join(repository, file), 'utf8')),
  );
  const below = parseDockerfile(dockerfile ?? '').map(({ from }) => bases.get(from) ?? from);
  const context = await readContext(repository, dockerIgnore ?? '');
  return Promise.all(
    (await readImageSources(repository)).map(async ({ service, includes }) => ({
      name: service,
      service,
      key: await keyOf(
        context.filter(({ path }) => includes(path)),
        [service, ...below],
      ),
      inputs: context,
      dockerfile: DOCKERFILE,
      target: service,
    })),
  );
}

/** The files that `docker build` would send. */
async function readContext(repository: string, dockerIgnore: string): Promise<BuildInput[]> {
  const services = await filesBelow(join(repository, 'services'), 'services');
  const root = ROOT_FILES.map(path => ({ path, file: join(repository, path) }));
  return [...root, ...services].filter(({ path }) => !isIgnored(path, dockerIgnore));
}
