import { latin1, pcmTone, u16le, u32le, zeros } from './bytes.ts';

/** A chunk of RIFF, padded to an even length. */
export function chunk(id: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([latin1(id), u32le(body.length), body, zeros(body.length % 2)]);
}

const list = (type: string, ...content: Buffer[]) => chunk('LIST', latin1(type), ...content);

/** A stream: what it is, how many parts a second, how many parts, and its format. */
const stream = (type: string, scale: number, rate: number, length: number, format: Buffer) =>
  list(
    'strl',
    chunk('strh', latin1(type), zeros(16), ...[scale, rate, 0, length, 0, 0, 0].map(u32le), zeros(8)),
    chunk('strf', format),
  );

/** Two seconds of 16-bit PCM, and further streams by their type, with one packet each. */
export function avi(
  options: {
    /** Frames of sound that the header says. */
    declaredFrames?: number;
    rate?: number;
    channels?: number;
    sound?: Buffer;
    others?: { type: string; format: Buffer; id: string; packet: Buffer }[];
    /** More chunks in the header. */
    extra?: Buffer[];
  } = {},
): Buffer {
  const { rate = 8_000, channels = 1, others = [], extra = [] } = options;
  const sound = options.sound ?? pcmTone(2, rate, channels);
  const frames = options.declaredFrames ?? sound.length / 2 / channels;
  const align = 2 * channels;
  const pcm = Buffer.concat([
    ...[1, channels].map(u16le),
    ...[rate, rate * align].map(u32le),
    ...[align, 16].map(u16le),
  ]);
  const header = [1_000_000, 0, 0, 0x10, 2, 0, 1 + others.length, 0, 0, 0].map(u32le);
  return chunk(
    'RIFF',
    latin1('AVI '),
    list(
      'hdrl',
      chunk('avih', ...header, zeros(16)),
      stream('auds', 1, rate, frames, pcm),
      ...others.map(({ type, format }) => stream(type, 1, 1, 1, format)),
      ...extra,
    ),
    list('movi', ...others.map(({ id, packet }) => chunk(id, packet)), chunk('00wb', sound)),
  );
}
