import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { bootstrap, COMMON_RECIPE, removeTree } from '@vc/local/native/bootstrap.ts';
import { debianRoot } from '@vc/local/native/debian-root.ts';
import type { Progress } from '@vc/local/progress.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { hasImage, importFolder, tagImage } from './engine-api.ts';
import { buildTag } from './recipe.ts';

/** An image without a Dockerfile, that others begin with. */
export interface BaseImage {
  /** As it stands behind FROM. */
  from: string;
  /** Changes with everything that decides on the image. */
  key: string;
  /** Makes the folder that it consists of, below `work` or elsewhere. */
  makeRoot(work: string, progress: Progress): Promise<string>;
}

/** The release that the official images begin with. */
const SUITE = 'bookworm';

/** Debian as `debian:bookworm-slim` is, and the root with the datastores of services/local. */
export async function listBaseImages(progress: Progress): Promise<BaseImage[]> {
  const datastores = await debianRoot(progress);
  return [
    {
      from: 'debian:bookworm-slim',
      key: createHash('sha256')
        .update(JSON.stringify([SUITE, COMMON_RECIPE]))
        .digest('hex')
        .slice(0, 24),
      async makeRoot(work) {
        await ensurePrograms(['mmdebstrap', 'unshare'], progress);
        const target = join(work, 'debian');
        await removeTree(target);
        await progress.step('Making a Debian system for images (about 1 min, once)', detail =>
          bootstrap({ suite: SUITE, target, recipe: [], detail }),
        );
        return target;
      },
    },
    {
      from: 'localhost/video-converter/datastores:latest',
      key: basename(datastores).replace(/^debian-/, ''),
      makeRoot: async () => datastores,
    },
  ];
}

/** Makes sure that the engine has a base image under the name that Dockerfiles call it. */
export async function ensureBaseImage(
  socket: string,
  base: BaseImage,
  work: string,
  progress: Progress,
): Promise<void> {
  const kept = buildTag({ name: `base/${base.from.replace(/.*\/|:.*/g, '')}`, key: base.key });
  if (!(await hasImage(socket, kept))) {
    const root = await base.makeRoot(work, progress);
    await progress.step(`Making image ${base.from}`, () => importFolder(socket, root, kept));
  }
  await tagImage(socket, kept, base.from);
}
