import { join } from 'node:path';
import type { Group } from '../group.ts';
import { COLLECTIONS } from './collections.ts';
import { largeBoxes } from './files/large-boxes.ts';
import { truncated } from './files/truncated.ts';
import { damagedFiles } from './fuzz/damaged-files.ts';
import { takeApartDamaged } from './fuzz/damaged-indexes.ts';
import type { HostileFile } from './hostile-file.ts';
import { openLaboratory } from './laboratory/laboratory.ts';
import { startRunningProduct } from './laboratory/running-product.ts';

/** How many good videos are damaged by lot, and how many indexes, which cost next to nothing. */
const DAMAGED_FILES = 500;
const DAMAGED_INDEXES = 5_000;

/** Of what is made of good videos, one of so many goes through the whole product as well. */
const UPLOADED = 20;

/**
 * Files that are made to break the converter. Each ends as an MP3 or with a reason, touches nothing that is not its own, stays
 * within time, memory and disk, and the next good video is converted. They are tried twice: on the converter's code alone,
 * which shows what it needs and that it does not rely on the gateway, and by an upload to the whole product.
 */
export const hostileFiles: Group = {
  name: 'hostile-files',
  async play(stage) {
    const { seed, signal } = stage;
    await using laboratory = await openLaboratory(signal);
    const { directory, lure, findOriginal } = laboratory;
    await using product = await startRunningProduct(join(directory, 'uploads'), lure);

    const attempt = (name: string, converted: readonly HostileFile[], uploaded: readonly HostileFile[]) =>
      stage.attempt(name, async () => {
        const lanes = uploaded.length < converted.length ? 2 : 1; // the uploads keep a core busy as well
        const found = [laboratory.tryAll(converted, lanes), product.tryAll(uploaded, signal)];
        fail([
          ...(await Promise.all(found)).flat(),
          ...(await laboratory.inspect()),
          ...(await product.inspect()),
        ]);
        return `${converted.length} files, ${uploaded.length} uploads`;
      });

    for (const { name, files } of COLLECTIONS) await attempt(name, files, files);
    await attempt(largeBoxes.name, [], largeBoxes.files);
    const cut = truncated(findOriginal);
    await attempt(cut.name, cut.files, oneOf(UPLOADED, cut.files));
    const damaged = damagedFiles(DAMAGED_FILES, seed, findOriginal);
    await attempt('damaged by lot', damaged, oneOf(UPLOADED, damaged));
    await stage.attempt('indexes of mp4, damaged by lot', async () => {
      fail(await takeApartDamaged(DAMAGED_INDEXES, seed, findOriginal));
      return `${DAMAGED_INDEXES} indexes`;
    });
  },
};

const oneOf = (count: number, files: readonly HostileFile[]) =>
  files.filter((_, index) => index % count === 0);

function fail(breaches: readonly string[]): void {
  if (breaches.length > 0) throw new Error(breaches.join('\n'));
}
