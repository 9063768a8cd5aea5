import { f64, hex, latin1, pcmTone, u8, u16, u64 } from './bytes.ts';

/** Ids of the elements that are written here (RFC 9559, section 5). */
export const ID = {
  header: '1a45dfa3',
  docType: '4282',
  segment: '18538067',
  info: '1549a966',
  timestampScale: '2ad7b1',
  duration: '4489',
  nextId: '3eb923',
  nextFile: '3e83bb',
  tracks: '1654ae6b',
  track: 'ae',
  number: 'd7',
  uid: '73c5',
  type: '83',
  isDefault: '88',
  codec: '86',
  codecPrivate: '63a2',
  audio: 'e1',
  rate: 'b5',
  channels: '9f',
  bitDepth: '6264',
  encodings: '6d80',
  encoding: '6240',
  compression: '5034',
  algorithm: '4254',
  cluster: '1f43b675',
  timestamp: 'e7',
  simpleBlock: 'a3',
  cues: '1c53bb6b',
  cuePoint: 'bb',
  cueTime: 'b3',
  tags: '1254c367',
  tag: '7373',
  simpleTag: '67c8',
  tagName: '45a3',
  tagText: '4487',
  attachments: '1941a469',
  attachment: '61a7',
  fileName: '466e',
  mediaType: '4660',
  fileData: '465c',
  fileUid: '46ae',
  void: 'ec',
} as const;

/** An element of EBML (RFC 8794): id, length in 8 bytes, content. */
export const element = (id: string, ...content: Buffer[]) =>
  lyingElement(
    content.reduce((sum, { length }) => sum + length, 0),
    id,
    ...content,
  );

/** An element that says another length than it has. */
export const lyingElement = (length: number | bigint, id: string, ...content: Buffer[]) =>
  Buffer.concat([hex(id), u64(BigInt(length) | (1n << 56n)), ...content]);

/** An element that says that its length is not known. */
export const endless = (id: string, ...content: Buffer[]) => lyingElement((1n << 56n) - 1n, id, ...content);

/** Elements in elements. */
export function nestedElements(id: string, depth: number): Buffer {
  const bytes = hex(id).length + 8;
  return Buffer.concat(
    Array.from({ length: depth }, (_, level) => lyingElement(bytes * (depth - level - 1), id)),
  );
}

/** A sound track, and how it may differ from a valid one. */
export interface TrackOptions {
  number?: number;
  codec?: string;
  codecPrivate?: Buffer;
  rate?: number;
  channels?: number;
  bits?: number;
  isDefault?: boolean;
  extra?: Buffer[];
}

/** The entry of a sound track; 16-bit PCM at 8 kHz by default. */
export function track(options: TrackOptions = {}): Buffer {
  const {
    number = 1,
    codec = 'A_PCM/INT/LIT',
    rate = 8_000,
    channels = 1,
    bits = 16,
    isDefault = number === 1,
  } = options;
  return element(
    ID.track,
    element(ID.number, u16(number)),
    element(ID.uid, u16(number)),
    element(ID.type, u8(2)),
    element(ID.isDefault, u8(isDefault ? 1 : 0)),
    element(ID.codec, latin1(codec)),
    ...(options.codecPrivate ? [element(ID.codecPrivate, options.codecPrivate)] : []),
    element(
      ID.audio,
      element(ID.rate, f64(rate)),
      element(ID.channels, u16(channels)),
      element(ID.bitDepth, u8(bits)),
    ),
    ...(options.extra ?? []),
  );
}

/** One packet of track 1, `offset` milliseconds behind the cluster's time; `flags` 6 means EBML lacing. */
export const block = (data: Buffer, offset = 0, flags = 0x80) =>
  element(ID.simpleBlock, u8(0x81), u16(offset), u8(flags), data);

/** Packets from `milliseconds` on. */
export const cluster = (milliseconds: number, ...blocks: Buffer[]) =>
  element(ID.cluster, element(ID.timestamp, u64(milliseconds)), ...blocks);

/** A packet of 16-bit PCM at 8 kHz every 100 ms, in clusters of a second. */
export function toneClusters(seconds: number, start = 0): Buffer[] {
  const packet = pcmTone(0.1, 8_000);
  const blocks = Array.from({ length: 10 }, (_, index) => block(packet, index * 100));
  return Array.from({ length: seconds }, (_, second) => cluster(start + second * 1_000, ...blocks));
}

export const matroskaHeader = (docType = 'matroska') =>
  element(ID.header, element(ID.docType, latin1(docType)));

/** A whole file; two seconds of a tone by default. Durations are in milliseconds, as the clock of the file. */
export function matroska(
  options: {
    duration?: number;
    tracks?: Buffer[];
    clusters?: Buffer[];
    /** More elements before the clusters. */
    extra?: Buffer[];
  } = {},
): Buffer {
  const { duration, tracks = [track()], clusters = toneClusters(2), extra = [] } = options;
  const scale = element(ID.timestampScale, u64(1_000_000));
  const info = element(
    ID.info,
    scale,
    ...(duration === undefined ? [] : [element(ID.duration, f64(duration))]),
  );
  return Buffer.concat([
    matroskaHeader(),
    endless(ID.segment, info, element(ID.tracks, ...tracks), ...extra, ...clusters),
  ]);
}

/** Tags of the whole file. */
export const fileTags = (...entries: [name: string, value: Buffer][]) =>
  element(
    ID.tags,
    element(
      ID.tag,
      ...entries.map(([name, value]) =>
        element(ID.simpleTag, element(ID.tagName, latin1(name)), element(ID.tagText, value)),
      ),
    ),
  );

/** A file in the file, such as a cover. */
export const attachment = (name: string, type: string, data: Buffer) =>
  element(
    ID.attachments,
    element(
      ID.attachment,
      element(ID.fileName, latin1(name)),
      element(ID.mediaType, latin1(type)),
      element(ID.fileUid, u8(1)),
      element(ID.fileData, data),
    ),
  );
