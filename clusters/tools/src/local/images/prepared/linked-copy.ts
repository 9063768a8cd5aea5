import { existsSync } from 'node:fs';
import { copyFile, link, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import { removeTree } from '@vc/local/native/bootstrap.ts';

/** Where containerd keeps what images are packed of: files whose names are the digests of their contents. */
export const PACKED = 'io.containerd.content.v1.content/blobs/sha256';

/** What containerd writes into; all other files it only makes and removes. */
const DATABASES = [
  'io.containerd.metadata.v1.bolt/meta.db',
  'io.containerd.snapshotter.v1.overlayfs/metadata.db',
];

/**
 * Copies the data of a containerd that does not run, in a second or two: the copy's files are the original's. Neither of the two
 * notices what the other does. The copy is there when it is whole.
 *
 * @param to in the same file system
 */
export async function copyByLinks(from: string, to: string): Promise<void> {
  const work = `${to}.unfinished`;
  await removeTree(work);
  await runSuccessfully(['cp', '--archive', '--link', from, work]);
  for (const database of DATABASES) {
    await rm(join(work, database));
    await copyFile(join(from, database), join(work, database));
  }
  await rename(work, to);
}

/**
 * Keeps files that two folders have in common once, where both are in one file system.
 *
 * @param folder of files whose names tell their contents, and that nobody writes into
 * @param other likewise; its files take the places of those in `folder`
 */
export async function shareFiles(folder: string, other: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [file, twin, work] = [join(folder, name), join(other, name), join(folder, `${name}.shared`)];
    if (!existsSync(twin)) continue;
    await rm(work, { force: true });
    try {
      await link(twin, work);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EXDEV') return;
      throw error;
    }
    await rename(work, file);
  }
}
