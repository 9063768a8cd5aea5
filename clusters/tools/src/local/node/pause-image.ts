import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ctr, findDigest, importImages } from './images.ts';
import type { NodeFiles } from './layout.ts';
import { writeProgramImage } from './program-image.ts';

/** The image of the process that holds the namespaces of a pod, as long as there is one. */
export const PAUSE_IMAGE = 'localhost/video-converter/pause:1';

/** Makes the image of Debian's catatonit, which does nothing but reap; containerd never removes it. */
export async function ensurePauseImage(files: NodeFiles): Promise<void> {
  if (await findDigest(ctr(files), PAUSE_IMAGE)) return;
  const program = await realpath(files.program('catatonit'));
  const tar = join(files.run, 'pause.tar');
  await writeProgramImage({ name: PAUSE_IMAGE, program, args: ['-P'], user: '65535:65535' }, tar);
  await importImages(ctr(files), [tar], () => {});
  await rm(tar);
}
