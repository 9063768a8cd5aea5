import { appendFile } from 'node:fs/promises';
import type { Collection } from '../hostile-file.ts';
import { zeros } from '../writers/bytes.ts';
import { box } from '../writers/mp4.ts';
import { boxes } from './boxes.ts';

/** Beyond the size from which on the converter takes an MP4 apart itself instead of fetching it whole (`job-files.ts`). */
const PADDING = box('free', zeros(3 * 2 ** 20));

/** The same files, large: the converter reads their boxes itself before ffmpeg does. What comes of them is the same. */
export const largeBoxes: Collection = {
  name: 'boxes of mp4, in large files',
  files: boxes.files.map(file => ({
    ...file,
    async make(path, lure) {
      await file.make(path, lure);
      await appendFile(path, PADDING);
    },
  })),
};
