import { type FrameHeader, readFrameHeader } from './frame.ts';
import { readMainData } from './side-information.ts';

/** A frame among others, with its main data, which may begin in the frames before it. */
export type Frame = {
  header: FrameHeader;
  /** Where it begins among the bytes of all. */
  at: number;
  /** Header and side information, but for what tells of the bit reservoir: bitrate, padding, `main_data_begin`. */
  description: Buffer;
  /** Where in the stream of main data that of this frame may begin at the earliest, and where it does. */
  border: number;
  begin: number;
  /** Length of its main data in bits. */
  bits: number;
};

/** Frames in a row, and their main data, which is one stream that headers and side information interrupt. */
export type FrameList = { frames: Frame[]; stream: Buffer };

/** Reads whole frames in a row; undefined where there is anything else. */
export function listFrames(bytes: Buffer): FrameList | undefined {
  const frames: Frame[] = [];
  const bodies: Buffer[] = [];
  let border = 0;
  for (let at = 0; at < bytes.length; ) {
    const header = readFrameHeader(bytes, at);
    if (!header || at + header.size > bytes.length) return undefined;
    const body = bytes.subarray(at + header.dataOffset, at + header.size);
    const { back, bits } = readMainData(bytes, at + 4, header.isMono);
    const description = Buffer.from(bytes.subarray(at, at + header.dataOffset));
    description[2] = (description[2] ?? 0) & 0b0000_1101;
    description[4] = 0;
    description[5] = (description[5] ?? 0) & 0b0111_1111;
    frames.push({ header, at, description, border, begin: border - back, bits });
    bodies.push(body);
    border += body.length;
    at += header.size;
  }
  return { frames, stream: Buffer.concat(bodies) };
}

/** Puts a changed stream of main data of the same length into the frames that it came from. */
export function replaceStream(bytes: Buffer, { frames, stream }: FrameList): Buffer {
  const replaced = Buffer.from(bytes);
  for (const { header, at, border } of frames) {
    stream.copy(replaced, at + header.dataOffset, border, border + header.size - header.dataOffset);
  }
  return replaced;
}
