import { open } from 'node:fs/promises';
import { readId3Size } from '../mp3-file.ts';
import { readFrameHeader } from './frame.ts';

/** Where the frames of an MP3 lie. The first of them is no audio: players read the length from it. */
export type Scan = {
  /** Of each frame, and of the end of the file. What precedes the first is the tag. */
  offsets: number[];
  /** Of each frame, as `FrameHeader` has it. */
  bitrateIndexes: number[];
};

const BLOCK_BYTES = 2 ** 20;
const HEADER_BYTES = 4;
const ID3_HEADER_BYTES = 10;

/** Goes from frame to frame of an MP3 that we encoded; undefined where it is no unbroken chain of them. */
export async function scanFrames(path: string): Promise<Scan | undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const block = Buffer.alloc(BLOCK_BYTES);
    await file.read(block, 0, ID3_HEADER_BYTES, 0);
    const scan: Scan = { offsets: [], bitrateIndexes: [] };
    let offset = readId3Size(block.subarray(0, ID3_HEADER_BYTES));
    let [from, to] = [0, 0];
    while (offset < size) {
      if (offset + HEADER_BYTES > to) {
        from = offset;
        to = from + (await file.read(block, 0, BLOCK_BYTES, from)).bytesRead;
      }
      const header = readFrameHeader(block.subarray(0, to - from), offset - from);
      if (!header) return undefined;
      scan.offsets.push(offset);
      scan.bitrateIndexes.push(header.bitrateIndex);
      offset += header.size;
    }
    scan.offsets.push(offset);
    return offset === size ? scan : undefined;
  } finally {
    await file.close();
  }
}
