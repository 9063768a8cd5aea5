import { crc16 } from './crc16.ts';
import { readFrameHeader } from './frame.ts';

/** What the first frame of an MP3 tells of those behind it. */
export type Info = {
  /** Bytes of each audio frame, in order. */
  sizes: readonly number[];
  isVariable: boolean;
  /** Of all audio frames. */
  checksum: number;
  /** The padding at the end in samples; the delay at the start stays. */
  padding: number;
};

// Behind the side information: the name, flags, frames, bytes, a seek table and a quality, of Xing; then LAME's tag, of which
// delay and padding (12 bits each), the length and checksum of the music, and its own checksum count here.
// Sources: G. Hipp's description of the Xing header, LAME's "Mp3 Info Tag" (rev 1), as ffmpeg's libavformat/mp3enc.c writes both.
const FRAMES = 8;
const BYTES = 12;
const SEEK_TABLE = 16;
const SEEK_POINTS = 100;
const DELAY_AND_PADDING = 141;
const MUSIC_BYTES = 148;
const MUSIC_CHECKSUM = 152;
const OWN_CHECKSUM = 154;

/** ffmpeg begins with so many points, and halves them whenever they are all taken. */
const BAGS = 400;

/** ffmpeg checks so many bytes of the frame, in mono as well, where its own checksum stands among them as zeros. */
const CHECKED_BYTES = 190;

/** The padding that such a frame tells. */
export const readPadding = (frame: Buffer) => frame.readUIntBE(place(frame) + DELAY_AND_PADDING, 3) & 0xfff;

/** The frame with what it tells replaced, as ffmpeg would have written it for these frames. */
export function rewriteInfo(frame: Buffer, { sizes, isVariable, checksum, padding }: Info): Buffer {
  const info = Buffer.from(frame);
  const at = place(info);
  const bytes = sizes.reduce((sum, size) => sum + size, info.length);
  info.write(isVariable ? 'Xing' : 'Info', at, 'latin1');
  info.writeUInt32BE(sizes.length, at + FRAMES);
  info.writeUInt32BE(bytes, at + BYTES);
  info.set(seekTable(sizes, info.length, bytes), at + SEEK_TABLE);
  const delay = info.readUIntBE(at + DELAY_AND_PADDING, 3) >> 12;
  info.writeUIntBE((delay << 12) | padding, at + DELAY_AND_PADDING, 3);
  info.writeUInt32BE(bytes, at + MUSIC_BYTES);
  info.writeUInt16BE(checksum, at + MUSIC_CHECKSUM);
  info.writeUInt16BE(0, at + OWN_CHECKSUM);
  info.writeUInt16BE(crc16(info.subarray(0, CHECKED_BYTES)), at + OWN_CHECKSUM);
  return info;
}

function place(frame: Buffer): number {
  const header = readFrameHeader(frame, 0);
  if (!header) throw new RangeError('not a frame');
  return header.dataOffset;
}

/** For each hundredth of the length, at which 256th of the bytes it lies. */
function seekTable(sizes: readonly number[], infoBytes: number, bytes: number): Uint8Array {
  const bags: number[] = [];
  let [place, every, seen] = [infoBytes, 1, 0];
  for (const size of sizes) {
    place += size;
    seen += 1;
    if (seen < every) continue;
    seen = 0;
    bags.push(place);
    if (bags.length < BAGS) continue;
    bags.splice(0, BAGS, ...bags.filter((_, n) => n % 2 === 1));
    every *= 2;
  }
  return Uint8Array.from({ length: SEEK_POINTS }, (_, n) => {
    const bag = bags[Math.floor((n * bags.length) / SEEK_POINTS)] ?? 0;
    return n === 0 ? 0 : Math.min(255, Math.floor((256 * bag) / bytes));
  });
}
