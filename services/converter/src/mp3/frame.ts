/** What the header of a frame of MPEG-1 Layer III tells (ISO/IEC 11172-3, 2.4.2.3). */
export type FrameHeader = {
  /** Bytes of the frame, header included. */
  size: number;
  /** Place of the bitrate in the table. */
  bitrateIndex: number;
  isMono: boolean;
  /** Bytes of header and side information; main data follows. */
  dataOffset: number;
};

/** Samples of each channel in a frame. */
export const FRAME_SAMPLES = 1_152;

/** In kbit/s, by index; 0 is "free format", which is not used. */
const BITRATES = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const SAMPLE_RATES = [44_100, 48_000, 32_000];

/** Sync, MPEG-1, Layer III, no checksum: what LAME makes for us. */
const OURS = 0xfffb;

/** Reads the header of a frame that we encoded; undefined where it is none, or of another kind. */
export function readFrameHeader(bytes: Buffer, at: number): FrameHeader | undefined {
  if (at + 4 > bytes.length || bytes.readUInt16BE(at) !== OURS) return undefined;
  const shape = bytes.readUInt8(at + 2);
  const [kbps, sampleRate] = [BITRATES[shape >> 4], SAMPLE_RATES[(shape >> 2) & 3]];
  if (!kbps || !sampleRate) return undefined;
  const padding = (shape >> 1) & 1;
  const isMono = bytes.readUInt8(at + 3) >> 6 === 3;
  return {
    size: Math.floor((144_000 * kbps) / sampleRate) + padding,
    bitrateIndex: shape >> 4,
    isMono,
    dataOffset: 4 + (isMono ? 17 : 32),
  };
}
