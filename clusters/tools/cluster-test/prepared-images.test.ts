import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '@vc/local/find-program.ts';
import { createProgress } from '@vc/local/progress.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withImageFolder } from '../src/local/images/prepared/image-folder.ts';
import { copyByLinks } from '../src/local/images/prepared/linked-copy.ts';
import { nodeFiles } from '../src/local/node/layout.ts';
import { writeProgramImage } from '../src/local/node/program-image.ts';

const [WANTED, OTHER] = ['localhost/video-converter-test/wanted:1', 'localhost/video-converter-test/other:1'];
const progress = createProgress();
const work = await createTemporaryDirectory();
const [prepared, node] = [join(work, 'prepared'), join(work, 'node')];

beforeAll(async () => {
  await ensurePrograms(['busybox'], progress);
  const tars = await Promise.all([writeImage(WANTED, 'wanted'), writeImage(OTHER, 'other')]);
  await withImageFolder(prepared, progress, images => images.importImages(tars, () => {}));
});

afterAll(() => removeDirectory(work));

it('keeps images until they are not wanted any more', async () => {
  await withImageFolder(prepared, progress, async images => {
    expect(await images.findDigest(WANTED)).toBeDefined();
    await images.keepOnly([WANTED]);
    expect(await images.findDigest(WANTED)).toBeDefined();
    expect(await images.findDigest(OTHER)).toBeUndefined();
  });
});

it('gives another containerd all of them, which the first does not take away', async () => {
  await mkdir(node);
  await copyByLinks(nodeFiles(prepared).containerd, nodeFiles(node).containerd);
  await withImageFolder(prepared, progress, images => images.keepOnly([]));
  await withImageFolder(node, progress, async images =>
    expect(await images.findDigest(WANTED)).toBeDefined(),
  );
});

async function writeImage(name: string, argument: string): Promise<string> {
  const tar = join(work, `${argument}.tar`);
  const program = findProgram('busybox') ?? 'busybox';
  await writeProgramImage({ name, program, args: ['echo', argument], user: '65534:65534' }, tar);
  return tar;
}
