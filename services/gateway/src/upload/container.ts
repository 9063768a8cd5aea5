/** Bytes of a file's head that decide what it is: an MPEG transport stream needs the most (three packets of 192 bytes). */
export const HEAD_BYTES = 4 + 2 * 192 + 1;

type Signature = { type: string; matches: (head: Buffer) => boolean };

const text =
  (offset: number, ...values: string[]) =>
  (head: Buffer) =>
    values.some(value => head.toString('latin1', offset, offset + value.length) === value);

const bytes = (hex: string) => (head: Buffer) => head.toString('hex', 0, hex.length / 2) === hex;

/** A sync byte at the start of three packets in a row; Blu-ray and AVCHD put a 4-byte time code before each packet. */
const packets = (first: number, size: number) => (head: Buffer) =>
  [0, 1, 2].every(index => head[first + index * size] === 0x47);

/**
 * The containers that the converter opens, by their first bytes. A playlist, a script or a picture matches none: what
 * would make ffmpeg open other files never gets as far as the converter.
 */
const SIGNATURES: Signature[] = [
  // ISO base media and QuickTime: a box length, then its type. Old QuickTime files may start with any of these.
  { type: 'video/3gpp', matches: text(4, 'ftyp3gp', 'ftyp3g2') },
  { type: 'video/quicktime', matches: text(4, 'ftypqt  ', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot') },
  { type: 'video/mp4', matches: text(4, 'ftyp', 'styp') },
  { type: 'video/webm', matches: head => bytes('1a45dfa3')(head) && head.includes('webm') },
  { type: 'video/x-matroska', matches: bytes('1a45dfa3') },
  { type: 'video/x-msvideo', matches: head => text(0, 'RIFF')(head) && text(8, 'AVI ')(head) },
  { type: 'video/x-flv', matches: text(0, 'FLV\x01') },
  { type: 'video/x-ms-asf', matches: bytes('3026b2758e66cf11a6d900aa0062ce6c') },
  { type: 'video/ogg', matches: text(0, 'OggS') },
  { type: 'video/mp2t', matches: head => packets(0, 188)(head) || packets(4, 192)(head) },
  { type: 'video/mpeg', matches: head => bytes('000001ba')(head) || bytes('000001b3')(head) },
];

/** The media type of a video by its first `HEAD_BYTES` bytes (fewer for a smaller file), or undefined where it is none. */
export function sniffContainer(head: Buffer): string | undefined {
  return SIGNATURES.find(signature => signature.matches(head))?.type;
}
