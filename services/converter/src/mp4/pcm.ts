import { type Box, readCode, readNumber } from './boxes.ts';
import { Surprise } from './surprise.ts';

/** Bytes of a sample by the code of its format (QuickTime File Format, "Sound Sample Description"), whatever its depth says. */
const BYTES: Record<string, number> = { in24: 3, in32: 4, fl32: 4, fl64: 8, alaw: 1, ulaw: 1 };

/** Formats whose depth counts. */
const BY_DEPTH = ['twos', 'sowt', 'raw ', 'lpcm'];

// Places in the content of `stsd`: 8 bytes of counts, then the description with its own header of 16.
const FORMAT = 12;
const VERSION = 24;
const CHANNELS_AND_DEPTH = 32;
const SAMPLES_PER_PACKET = 44;
const CHANNELS_2 = 56;
const DEPTH_2 = 64;

/**
 * The bytes of one frame of uncompressed audio: a sample of every channel.
 *
 * @throws {Surprise} of formats other than plain PCM: there a "sample" is a part of a packet
 */
export function readFrameBytes(index: Buffer, description: Box): number {
  const read = (offset: number) => readNumber(index, description, offset);
  const format = readCode(index, description, FORMAT);
  const version = read(VERSION) >>> 16;
  if (version > 2 || (version === 1 && read(SAMPLES_PER_PACKET) > 1))
    throw new Surprise(`${format} in packets`);
  const channels = version === 2 ? read(CHANNELS_2) : read(CHANNELS_AND_DEPTH) >>> 16;
  const depth = version === 2 ? read(DEPTH_2) : read(CHANNELS_AND_DEPTH) & 0xffff;
  const isPlain = BY_DEPTH.includes(format) && [8, 16, 24, 32, 64].includes(depth);
  const bytes = BYTES[format] ?? (isPlain ? depth / 8 : 0);
  if (bytes === 0 || channels === 0 || channels > 64)
    throw new Surprise(`${format}, ${depth} bits, ${channels} channels`);
  return bytes * channels;
}
