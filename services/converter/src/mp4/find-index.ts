import { readHeader } from './boxes.ts';
import type { ReadBytes } from './chunked-file.ts';
import { Surprise } from './surprise.ts';

/** The boxes of an MP4 that say how to read the rest, whole. */
export type Index = {
  /** `ftyp`; QuickTime files may have none. */
  fileType: Buffer | undefined;
  /** `moov`. */
  movie: Buffer;
};

/** Boxes on the top level that hold nothing that the conversion of audio looks at. */
const PASSED_OVER = ['mdat', 'free', 'skip', 'wide', 'uuid'];

const MOST_BOXES = 100;
const LONGEST_FILE_TYPE = 4_096;

/** Four hours at 60 frames a second, each in a chunk of its own, take some 30 MB; it is held in memory. */
const LONGEST_MOVIE = 48 * 2 ** 20;

/** Enough for the header of any box. */
const HEADER_BYTES = 16;

/**
 * Finds the index of an MP4 or MOV, wherever it stands, from box to box; what lies between is not read.
 *
 * @throws {Surprise} where anything is not as in an ordinary file: fragments, a box that goes on beyond the end, two indexes
 */
export async function findIndex(length: number, read: ReadBytes): Promise<Index> {
  let fileType: Buffer | undefined;
  let movie: Buffer | undefined;
  let boxes = 0;
  for (let start = 0; start < length; boxes += 1) {
    if (boxes === MOST_BOXES) throw new Surprise('too many boxes');
    const header = await read(start, Math.min(start + HEADER_BYTES, length));
    const { type, size: declared, headerBytes } = readHeader(header);
    const size = declared === 0 ? length - start : declared;
    if (size < headerBytes || size > length - start) throw new Surprise(`${type} has a size of ${declared}`);
    if (type === 'ftyp' && start === 0 && size <= LONGEST_FILE_TYPE) fileType = await read(0, size);
    else if (type === 'moov' && !movie && declared !== 0 && size <= LONGEST_MOVIE)
      movie = await read(start, start + size);
    else if (!PASSED_OVER.includes(type)) throw new Surprise(`${type} at ${start}`);
    start += size;
  }
  if (!movie) throw new Surprise('no index');
  return { fileType, movie };
}
