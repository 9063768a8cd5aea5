import { open } from 'node:fs/promises';

/** What the first frame of an MP3 tells of the rest. */
export type Mp3Header = {
  /** Length in seconds. */
  duration: number;
  /** Bytes from the first frame to the end of the file. */
  bytes: number;
};

/** Sample rates by version bits (MPEG-2.5, reserved, MPEG-2, MPEG-1) and rate bits of a frame header (ISO 11172-3, 2.4.2.3). */
const SAMPLE_RATES = [[11_025, 12_000, 8_000], [], [22_050, 24_000, 16_000], [44_100, 48_000, 32_000]];

/** Of an ID3v2 tag, which tells how long the tag is. */
export const ID3_HEADER_BYTES = 10;
const FIRST_FRAME_BYTES = 256;

/**
 * Reads the length out of the header that players trust, and holds the file against it: a disk that filled up leaves a file
 * with the right header and half of the bytes, and ffmpeg reports success.
 *
 * @returns 0 for a file without any audio
 * @throws when the file is not as long as its header says
 */
export async function readMp3Duration(path: string): Promise<number> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const id3 = Buffer.alloc(ID3_HEADER_BYTES);
    await file.read(id3, 0, ID3_HEADER_BYTES, 0);
    const start = readId3Size(id3);
    const frame = Buffer.alloc(FIRST_FRAME_BYTES);
    await file.read(frame, 0, FIRST_FRAME_BYTES, start);
    const header = readXingHeader(frame);
    if (!header) return 0;
    if (size - start < header.bytes) throw new Error(`the MP3 has ${size - start} of ${header.bytes} bytes`);
    return header.duration;
  } finally {
    await file.close();
  }
}

/** Bytes that an ID3v2 tag takes at the start of a file (id3.org, ID3v2.3, section 3.1: 28 bits in 4 bytes); 0 without one. */
export function readId3Size(start: Buffer): number {
  if (start.toString('latin1', 0, 3) !== 'ID3') return 0;
  return start.subarray(6, 10).reduce((size, byte) => size * 128 + (byte & 0x7f), 0) + ID3_HEADER_BYTES;
}

/** Reads the Xing or Info header in the first frame: behind the side information, flags, count of frames, count of bytes. */
export function readXingHeader(frame: Buffer): Mp3Header | undefined {
  if (frame.length < FIRST_FRAME_BYTES || frame.readUInt16BE(0) >> 5 !== 0x7ff) return undefined;
  const version = (frame.readUInt8(1) >> 3) & 3;
  const sampleRate = SAMPLE_RATES[version]?.[(frame.readUInt8(2) >> 2) & 3];
  const isMpeg1 = version === 3;
  const isMono = frame.readUInt8(3) >> 6 === 3;
  const offset = 4 + (isMpeg1 ? (isMono ? 17 : 32) : isMono ? 9 : 17);
  const name = frame.toString('latin1', offset, offset + 4);
  const hasBoth = (frame.readUInt32BE(offset + 4) & 3) === 3;
  if (!sampleRate || !['Xing', 'Info'].includes(name) || !hasBoth) return undefined;
  const samples = frame.readUInt32BE(offset + 8) * (isMpeg1 ? 1152 : 576);
  return { duration: samples / sampleRate, bytes: frame.readUInt32BE(offset + 12) };
}
