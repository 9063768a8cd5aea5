import { mkdir, writeFile } from 'node:fs/promises';
import type { Progress } from '@vc/local/progress.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { containerd, containerdConfiguration, containerdFile } from '../../node/components/containerd.ts';
import {
  type Ctr,
  ctr,
  findDigest,
  importImages,
  listImages,
  removeImages,
  tagImage,
} from '../../node/images.ts';
import { nodeFiles } from '../../node/layout.ts';
import { linkPrograms } from '../../node/programs.ts';
import { whileRunning } from '../../temporary-server.ts';
import type { ImageTarget } from '../bring-images.ts';

/** Images in a folder, as a node's containerd keeps them. */
export interface ImageFolder extends ImageTarget {
  /** Forgets all other names, and what of their images these do not need. */
  keepOnly(names: readonly string[]): Promise<void>;
}

/** Runs a containerd without pods on a folder while `work` runs. Two at once in one folder do not go: hold a lock. */
export async function withImageFolder<T>(
  folder: string,
  progress: Progress,
  work: (images: ImageFolder) => Promise<T>,
): Promise<T> {
  await ensurePrograms(['unshare', 'setpriv'], progress);
  const files = nodeFiles(folder);
  await linkPrograms(files, progress);
  await mkdir(files.configuration, { recursive: true });
  await writeFile(containerdFile(files), containerdConfiguration(files, { withoutPods: true }));
  const { name, args, isReady } = containerd(files);
  const server = {
    name: 'The containerd that unpacks images',
    argv: [files.program(name), ...args],
    log: `${folder}/containerd.log`,
    isReady: () => isReady(0),
  };
  return whileRunning(server, () => work(imageFolder(ctr(files))));
}

function imageFolder(ctr: Ctr): ImageFolder {
  return {
    findDigest: name => findDigest(ctr, name),
    tagImage: (name, asName) => tagImage(ctr, name, asName),
    importImages: (tars, onProgress) => importImages(ctr, tars, onProgress),
    async keepOnly(names) {
      const others = (await listImages(ctr)).filter(name => !names.includes(name));
      await removeImages(ctr, others);
    },
  };
}
