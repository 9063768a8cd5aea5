import { open } from 'node:fs/promises';
import { ID3_HEADER_BYTES, readId3Size } from './mp3-file.ts';

/** Bitrates in kbit/s by index, for MPEG-1 and for MPEG-2 and 2.5 (ISO 11172-3 and 13818-3, 2.4.2.3, Layer III). */
const BITRATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BITRATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** Sample rates by version bits: MPEG-2.5, reserved, MPEG-2, MPEG-1. */
const SAMPLE_RATES = [[11_025, 12_000, 8_000], [], [22_050, 24_000, 16_000], [44_100, 48_000, 32_000]];

const HEADER_BYTES = 4;

/** Bytes of the frame of Layer III whose header this is; undefined where it is none, or does not tell. */
export function readFrameBytes(header: number): number | undefined {
  const version = (header >>> 19) & 3;
  const isLayer3 = header >>> 21 === 0x7ff && ((header >>> 17) & 3) === 1;
  const kbps = (version === 3 ? BITRATES_1 : BITRATES_2)[(header >>> 12) & 15];
  const rate = SAMPLE_RATES[version]?.[(header >>> 10) & 3];
  if (!isLayer3 || !kbps || !rate) return undefined;
  const padding = (header >>> 9) & 1;
  return Math.floor(((version === 3 ? 144_000 : 72_000) * kbps) / rate) + padding;
}

/** The share that may belong to no frame: a tag in the middle, a frame that is cut off. */
const TOLERATED = 0.01;

/**
 * Whether a copied MP3 is not frame on frame. Whoever copies without decoding copies rubbish along, and no length tells. It
 * reads the whole file, a few hundred megabytes a second.
 */
export async function isBroken(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = readId3Size(
      (await file.read(Buffer.alloc(ID3_HEADER_BYTES), 0, ID3_HEADER_BYTES, 0)).buffer,
    );
    const frames = file.createReadStream({ start, highWaterMark: 2 ** 20, autoClose: false });
    return (await countStray(frames)) > (size - start) * TOLERATED;
  } finally {
    await file.close();
  }
}

/** The bytes of an MP3 that belong to no frame. */
export async function countStray(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<number> {
  let stray = 0;
  /** Bytes of the present frame that come with the next chunk. */
  let left = 0;
  /** The last four bytes outside of frames, and how many there have been since the last frame. */
  let header = 0;
  let seen = 0;
  for await (const chunk of chunks) {
    let at = left;
    while (at < chunk.length) {
      header = ((header << 8) | chunk.readUInt8(at)) >>> 0;
      at += 1;
      seen += 1;
      const bytes = seen < HEADER_BYTES ? undefined : readFrameBytes(header);
      if (bytes === undefined) continue;
      stray += seen - HEADER_BYTES;
      seen = 0;
      at += bytes - HEADER_BYTES;
    }
    left = at - chunk.length;
  }
  return stray + seen;
}
