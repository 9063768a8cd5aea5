import { latin1, pcmTone, u8, u16, u32, zeros } from './bytes.ts';

/** A box of MP4 and QuickTime (ISO 14496-12, 4.2): its length, its type, its content. */
export function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([u32(body.length + 8), latin1(type), body]);
}

/** A box that says another length than it has; 0 means to the end of the file, 1 that 64 bits follow. */
export const lyingBox = (length: number, type: string, ...content: Buffer[]) =>
  Buffer.concat([u32(length), latin1(type), ...content]);

/** A box with a version and flags, both 0. */
export const fullBox = (type: string, ...content: Buffer[]) => box(type, u32(0), ...content);

/** Boxes in boxes: a thousand of them are 8 kB. */
export function nested(type: string, depth: number, core = zeros(0)): Buffer {
  const heads = Array.from({ length: depth }, (_, level) =>
    Buffer.concat([u32(core.length + 8 * (depth - level)), latin1(type)]),
  );
  return Buffer.concat([...heads, core]);
}

/** What a {@link movie} may have differently from a valid one. */
export interface MovieOptions {
  seconds?: number;
  rate?: number;
  channels?: number;
  /** Seconds that the header says. */
  declaredSeconds?: number;
  /** Ticks a second of the header's clocks. */
  timescale?: number;
  /** Boxes of the sample table in place of the valid ones of the same type, or besides. */
  tables?: Record<string, Buffer>;
  /** Entries of the list of files that the samples lie in. */
  references?: Buffer[];
  /** More boxes in the track, such as an edit list. */
  inTrack?: Buffer[];
  /** More boxes in the index, such as tags. */
  inIndex?: Buffer[];
  /** Boxes between the first and the samples. */
  inFront?: Buffer[];
  sound?: Buffer;
}

export const FILE_TYPE = box('ftyp', latin1('qt  '), u32(0x200), latin1('qt  '));
const MATRIX = Buffer.concat([0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000].map(u32));

/** A QuickTime file of one track of 16-bit PCM, its index at the end. Valid, but for the options. */
export function movie(options: MovieOptions = {}): Buffer {
  const { seconds = 2, rate = 8_000, channels = 1, inFront = [], inIndex = [] } = options;
  const sound = options.sound ?? pcmTone(seconds, rate, channels);
  const head = Buffer.concat([FILE_TYPE, ...inFront]);
  const timescale = options.timescale ?? rate;
  const duration = Math.round((options.declaredSeconds ?? seconds) * timescale);
  const frames = sound.length / 2 / channels;
  const index = box(
    'moov',
    fullBox(
      'mvhd',
      ...[0, 0, timescale, duration, 0x1_0000].map(u32),
      u16(0x100),
      zeros(10),
      MATRIX,
      zeros(24),
      u32(2),
    ),
    box(
      'trak',
      fullBox('tkhd', ...[0, 0, 1, 0, duration].map(u32), zeros(16), MATRIX, zeros(8)),
      ...(options.inTrack ?? []),
      box(
        'mdia',
        fullBox('mdhd', ...[0, 0, timescale, duration, 0].map(u32)),
        fullBox('hdlr', latin1('mhlrsoun'), zeros(13)),
        box(
          'minf',
          fullBox('smhd', zeros(4)),
          box('dinf', dataReferences(options.references ?? [fullBox('alis').fill(1, 11)])),
          sampleTable(soundTables(frames, rate, channels, head.length + 8), options.tables),
        ),
      ),
    ),
    ...inIndex,
  );
  return Buffer.concat([head, box('mdat', sound), index]);
}

const dataReferences = (entries: Buffer[]) => fullBox('dref', u32(entries.length), ...entries);

function sampleTable(valid: Record<string, Buffer>, changed: Record<string, Buffer> = {}): Buffer {
  const tables = Object.entries({ ...valid, ...changed });
  return box('stbl', ...tables.map(([type, content]) => fullBox(type, content)));
}

/** Tables of so many frames of PCM, a sample each, in one chunk. */
function soundTables(frames: number, rate: number, channels: number, offset: number): Record<string, Buffer> {
  const entry = box(
    'sowt',
    zeros(6),
    u16(1), // of the data references
    zeros(8),
    ...[channels, 16, 0, 0].map(u16),
    u16(rate), // in 16.16; a rate beyond needs version 1, which nobody has to write here
    u16(0),
  );
  return {
    stsd: Buffer.concat([u32(1), entry]),
    stts: runs([frames, 1]),
    stsc: runs([1, frames, 1]),
    stsz: Buffer.concat([u32(2 * channels), u32(frames)]),
    stco: Buffer.concat([u32(1), u32(offset)]),
  };
}

/** A table: how many entries, and these. */
export const runs = (...entries: number[][]) =>
  Buffer.concat([u32(entries.length), ...entries.flat().map(u32)]);

/** A table that says how many entries it has, and has others. */
export const lyingRuns = (count: number, ...entries: number[][]) =>
  Buffer.concat([u32(count), ...entries.flat().map(u32)]);

/** An entry of iTunes' tags (`covr`, `©nam`), in the boxes around it. */
export function tags(...entries: [type: string, kind: 'text' | 'picture', value: Buffer][]): Buffer {
  const list = entries.map(([type, kind, value]) =>
    box(type, box('data', u32(kind === 'text' ? 1 : 14), u32(0), value)),
  );
  const handler = fullBox('hdlr', u32(0), latin1('mdirappl'), u8(0, 0, 0, 0, 0, 0, 0, 0, 0));
  return box('udta', fullBox('meta', handler, box('ilst', ...list)));
}
