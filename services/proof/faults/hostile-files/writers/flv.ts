import { f64, latin1, pcmTone, u8, u16, u24, u32 } from './bytes.ts';

/** A tag: kind (8 sound, 18 script), time in milliseconds, content; then its length once more. */
function flvTag(kind: number, milliseconds: number, data: Buffer): Buffer {
  const time = milliseconds >>> 0;
  const head = Buffer.concat([u8(kind), u24(data.length), u24(time), u8(time >>> 24), u24(0)]);
  return Buffer.concat([head, data, u32(head.length + data.length)]);
}

/** `onMetaData` with one number. */
function metadata(key: string, value: number): Buffer {
  const name = latin1('onMetaData');
  const entry = Buffer.concat([u16(key.length), latin1(key), u8(0), f64(value)]);
  return Buffer.concat([u8(2), u16(name.length), name, u8(8), u32(1), entry, u24(9)]);
}

/** Sound of an FLV, 16-bit PCM at 11 kHz: 100 ms a tag, at the times given. */
export function flv(options: { times?: number[]; declared?: number } = {}): Buffer {
  const { times = Array.from({ length: 20 }, (_, index) => index * 100), declared } = options;
  const packet = Buffer.concat([u8(0x36), pcmTone(0.1, 11_025)]);
  return Buffer.concat([
    latin1('FLV\x01\x04'),
    u32(9),
    u32(0),
    ...(declared === undefined ? [] : [flvTag(18, 0, metadata('duration', declared))]),
    ...times.map(time => flvTag(8, time, packet)),
  ]);
}
