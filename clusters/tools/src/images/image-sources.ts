import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isIgnored } from './docker-ignore.ts';
import { copiedPaths, imageNames, parseDockerfile } from './dockerfile.ts';
import { readWorkspaces, type Workspace, withDependencies } from './workspaces.ts';

/** Where the images come from. */
export const DOCKERFILE = 'services/Dockerfile';
const DOCKER_IGNORE = '.dockerignore';

/** An image that we build, by the name of its service. */
export interface ImageSources {
  service: string;
  /** Whether a file of the repository decides on what is in the image. */
  includes(path: string): boolean;
}

/** The names of our images. */
export async function listServices(repository: string): Promise<string[]> {
  return imageNames(parseDockerfile(await readFile(join(repository, DOCKERFILE), 'utf8')));
}

/** The images of a repository, by its Dockerfile and workspaces as they are now. */
export async function readImageSources(repository: string): Promise<ImageSources[]> {
  const [dockerfile, dockerIgnore] = await Promise.all(
    ([DOCKERFILE, DOCKER_IGNORE] as const).map(file => readFile(join(repository, file), 'utf8')),
  );
  return imageSources(dockerfile ?? '', dockerIgnore ?? '', await readWorkspaces(repository));
}

/**
 * The images of a Dockerfile. All of `lib` is copied into each, but the files of a workspace that a service does not depend on are
 * never loaded there: they decide on nothing.
 */
export function imageSources(
  dockerfile: string,
  dockerIgnore: string,
  workspaces: readonly Workspace[],
): ImageSources[] {
  const stages = parseDockerfile(dockerfile);
  return imageNames(stages).map(service => {
    const copied = copiedPaths(stages, service);
    const own = workspaces.filter(({ folder }) => copied.includes(folder));
    const needed = new Set(own.flatMap(it => [...withDependencies(it, workspaces)]));
    return {
      service,
      includes(path) {
        if (path === DOCKERFILE || path === DOCKER_IGNORE) return true;
        const workspace = workspaces.find(({ folder }) => isWithin(path, folder));
        if (workspace && !needed.has(workspace)) return false;
        return copied.some(it => isWithin(path, it)) && !isIgnored(path, dockerIgnore);
      },
    };
  });
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
