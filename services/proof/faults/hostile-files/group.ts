import { join } from 'node:path';
import type { Group, Stage } from '../group.ts';
import { COLLECTIONS } from './collections.ts';
import { truncated } from './files/truncated.ts';
import { damagedFiles } from './fuzz/damaged-files.ts';
import type { HostileFile } from './hostile-file.ts';
import { type Laboratory, openLaboratory } from './laboratory/laboratory.ts';
import { type RunningProduct, startRunningProduct } from './laboratory/running-product.ts';

/** How many good videos are damaged by lot. */
const DAMAGED = 500;
/** One of so many goes through the whole product as well, whatever is made of good videos. */
const SAMPLED = 20;

/**
 * Files that are made to break the converter. Each ends as an MP3 or with a reason, touches nothing that is not its own, stays
 * within time, memory and disk, and the next good video is converted. They are tried twice: on the converter's code alone,
 * which shows what it needs and that it does not rely on the gateway, and by an upload to the whole product.
 */
export const hostileFiles: Group = {
  name: 'hostile-files',
  async play(stage) {
    await using laboratory = await openLaboratory(stage.signal);
    const { directory, lure, findOriginal } = laboratory;
    const product = await startRunningProduct(join(directory, 'uploads'), lure);
    try {
      for (const { name, files } of COLLECTIONS) await attempt(stage, name, { laboratory, product, files });
      const { name, files } = truncated(findOriginal);
      await attempt(stage, name, { laboratory, product, files, sampled: SAMPLED });
      const damaged = damagedFiles(DAMAGED, stage.seed, findOriginal);
      await attempt(stage, 'damaged by lot', { laboratory, product, files: damaged, sampled: SAMPLED });
    } finally {
      await product.close();
    }
  },
};

interface Trial {
  laboratory: Laboratory;
  product: RunningProduct;
  files: readonly HostileFile[];
  /** One of so many is uploaded as well; all of them by default. */
  sampled?: number;
}

function attempt(
  stage: Stage,
  name: string,
  { laboratory, product, files, sampled = 1 }: Trial,
): Promise<void> {
  return stage.attempt(name, async () => {
    const uploads = files.filter((_, index) => index % sampled === 0);
    const found = await Promise.all([
      laboratory.tryAll(files, 1),
      tryUploads(product, uploads, stage.signal),
    ]);
    const breaches = [...found.flat(), ...(await laboratory.inspect()), ...(await product.inspect())];
    if (breaches.length > 0) throw new Error(breaches.join('\n'));
    return `${files.length} files, ${uploads.length} uploads`;
  });
}

async function tryUploads(
  product: RunningProduct,
  files: readonly HostileFile[],
  signal: AbortSignal,
): Promise<string[]> {
  const breaches: string[] = [];
  for (const [number, file] of files.entries()) {
    signal.throwIfAborted();
    breaches.push(...(await product.try(file, number)));
  }
  return breaches;
}
