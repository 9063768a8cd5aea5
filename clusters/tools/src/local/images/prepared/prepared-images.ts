import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock } from '@vc/local/file-lock.ts';
import { removeTree } from '@vc/local/native/bootstrap.ts';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';
import type { Progress } from '@vc/local/progress.ts';
import { ensureTool } from '../../../go-tool.ts';
import { nodeFiles } from '../../node/layout.ts';
import { bringImages } from '../bring-images.ts';
import { packedIn } from '../image-store.ts';
import { type KeptImage, namesOf, withStoreFolder } from '../kept-images.ts';
import { withImageFolder } from './image-folder.ts';
import { copyByLinks, PACKED, shareFiles } from './linked-copy.ts';

/** What a folder holds. It is written when all of it is there. */
interface Contents {
  /** The program that has unpacked the images, since another version may keep them in another way. */
  containerd: string;
  names: string[];
}

/**
 * Gives a new node its images unpacked: most of them are those of the node before. They are kept beside it; only what has changed
 * since is unpacked, and what is not wanted any more goes.
 *
 * @param data where the node's containerd will keep its data; nothing is there yet
 */
export async function givePreparedImages(
  images: readonly KeptImage[],
  data: string,
  progress: Progress,
  folder: string = join(cacheDirectory(), 'node-images'),
): Promise<void> {
  const contents = {
    containerd: await ensureTool('containerd', progress),
    names: images.flatMap(namesOf).sort(),
  };
  await withFileLock(`${folder}.lock`, async () => {
    await ensurePrepared(folder, contents, images, progress);
    await progress.step(`Giving the node its ${images.length} images`, () =>
      copyByLinks(nodeFiles(folder).containerd, data),
    );
  });
}

async function ensurePrepared(
  folder: string,
  wanted: Contents,
  images: readonly KeptImage[],
  progress: Progress,
): Promise<void> {
  const file = join(folder, 'contents.json');
  const found = await readContents(file);
  if (JSON.stringify(found) === JSON.stringify(wanted)) return;
  await rm(file, { force: true });
  if (found?.containerd !== wanted.containerd) await removeTree(folder); // or it was interrupted
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await withImageFolder(folder, progress, async target => {
    await bringImages(
      target,
      images,
      progress,
      missing => `Unpacking ${missing} images for the next nodes, too`,
    );
    await target.keepOnly(wanted.names);
  });
  await withStoreFolder(progress, store =>
    shareFiles(join(nodeFiles(folder).containerd, PACKED), packedIn(store)),
  );
  await writeFile(file, JSON.stringify(wanted));
}

async function readContents(file: string): Promise<Contents | undefined> {
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Contents) : undefined; // ours
}
