import { open } from 'node:fs/promises';
import { readHeader } from './mp4/boxes.ts';
import { Surprise } from './mp4/surprise.ts';

/** What Matroska and WebM begin with (RFC 8794, 11.2.1). */
const EBML = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);

/** Boxes that may stand before the first fragment of an MP4. */
const BEFORE_FRAGMENTS = ['ftyp', 'styp', 'moov', 'sidx', 'free', 'skip', 'uuid'];

const MOST_BOXES = 20;
const HEADER_BYTES = 16;

/** What the beginning of a file tells of the rest. */
export type Beginning = {
  /** A demuxer reads such a file from the beginning to the end, and needs nothing of the end before. */
  isSequential: boolean;
  /** The length of its audio stands there, where it stands anywhere. */
  tellsLength: boolean;
};

/** Looks whether a file is Matroska or WebM, or an MP4 in fragments. What is not there yet counts as something else. */
export async function readBeginning(path: string): Promise<Beginning> {
  await using file = await open(path);
  const read = async (at: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, at);
    return buffer.subarray(0, bytesRead);
  };
  if ((await read(0)).subarray(0, EBML.length).equals(EBML)) return { isSequential: true, tellsLength: true };
  return { isSequential: await hasFragments(read), tellsLength: false };
}

async function hasFragments(read: (at: number) => Promise<Buffer>): Promise<boolean> {
  try {
    for (let at = 0, boxes = 0; boxes < MOST_BOXES; boxes += 1) {
      const { type, size, headerBytes } = readHeader(await read(at));
      if (type === 'moof') return at > 0;
      if (!BEFORE_FRAGMENTS.includes(type) || size < headerBytes) return false;
      at += size;
    }
  } catch (error) {
    if (!(error instanceof Surprise)) throw error;
  }
  return false;
}
