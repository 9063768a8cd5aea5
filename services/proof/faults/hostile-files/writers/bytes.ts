/** Numbers of a fixed width, most significant byte first, as MP4, Matroska and FLV have them. Too large ones wrap around. */
export const u8 = (...values: number[]) => Buffer.from(values);
export const u16 = (value: number) => fixed(2, value);
export const u24 = (value: number) => fixed(3, value);
export const u32 = (value: number) => fixed(4, value);
export const u64 = (value: number | bigint) => fixed(8, value);

/** The same, least significant byte first, as RIFF has them. */
export const u16le = (value: number) => fixed(2, value).reverse();
export const u32le = (value: number) => fixed(4, value).reverse();

/** A floating-point number of 64 bits. */
export function f64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

export const latin1 = (text: string) => Buffer.from(text, 'latin1');
export const hex = (digits: string) => Buffer.from(digits, 'hex');
export const zeros = (length: number) => Buffer.alloc(length);

/** The largest number of 32 bits. */
export const MAX_U32 = 0xffff_ffff;

/** A tone of 440 Hz as 16-bit PCM, least significant byte first, the same in all channels. */
export function pcmTone(seconds: number, rate: number, channels = 1): Buffer {
  const frames = Math.round(seconds * rate);
  const samples = new Int16Array(frames * channels);
  for (let frame = 0; frame < frames; frame += 1) {
    samples.fill(
      Math.round(8_000 * Math.sin((2 * Math.PI * 440 * frame) / rate)),
      frame * channels,
      (frame + 1) * channels,
    );
  }
  return Buffer.from(samples.buffer);
}

function fixed(width: number, value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(value)));
  return bytes.subarray(8 - width);
}
