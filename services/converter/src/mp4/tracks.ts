import { type Box, readBoxes, readChildren, readCode, readCount, readNumber, theOne } from './boxes.ts';
import { Surprise } from './surprise.ts';

/** A track of the index. `table` is its `stbl`. */
export type Track = { isAudio: boolean; isDefault: boolean; table: Box };

// What may stand where, so that nothing is read by ffmpeg, which takes a box that it knows in any place, and not by us.
const IN_MOVIE = ['mvhd', 'trak', 'udta', 'meta', 'iods', 'free', 'skip', 'wide', 'uuid'];
const IN_TRACK = [
  'tkhd',
  'edts',
  'mdia',
  'tref',
  'udta',
  'meta',
  'load',
  'tapt',
  'clip',
  'free',
  'skip',
  'wide',
  'uuid',
];
const IN_MEDIA = ['mdhd', 'hdlr', 'minf', 'elng', 'udta', 'free', 'skip', 'wide'];
const IN_INFORMATION = [
  'smhd',
  'vmhd',
  'nmhd',
  'sthd',
  'hmhd',
  'gmhd',
  'hdlr',
  'dinf',
  'stbl',
  'free',
  'skip',
  'wide',
];

/** Handlers of bytes, which QuickTime names beside those of media. */
const DATA_HANDLERS = ['alis', 'url ', 'rsrc'];

const TRACK_ENABLED = 1;
const IN_THIS_FILE = 1;

/**
 * The tracks of a `moov`, in order.
 *
 * @throws {Surprise} where one is not as in an ordinary file
 */
export function readTracks(movie: Buffer): Track[] {
  const whole = theOne(readBoxes(movie, 0, movie.length), 'moov');
  const boxes = readChildren(movie, whole, IN_MOVIE);
  theOne(boxes, 'mvhd');
  return boxes.filter(({ type }) => type === 'trak').map(box => readTrack(movie, box));
}

/** The track that `chooseStream` (plan.ts) would choose: the first audio track that is marked as enabled, else the first. */
export function chooseTrack(tracks: readonly Track[]): Track | undefined {
  const audio = tracks.filter(({ isAudio }) => isAudio);
  return audio.find(({ isDefault }) => isDefault) ?? audio[0];
}

function readTrack(movie: Buffer, track: Box): Track {
  const boxes = readChildren(movie, track, IN_TRACK);
  const media = readChildren(movie, theOne(boxes, 'mdia'), IN_MEDIA);
  theOne(media, 'mdhd');
  const information = readChildren(movie, theOne(media, 'minf'), IN_INFORMATION);
  const handlers = information.filter(({ type }) => type === 'hdlr');
  if (!handlers.every(handler => DATA_HANDLERS.includes(readCode(movie, handler, 8))))
    throw new Surprise('a second handler');
  requireOwnData(movie, theOne(information, 'dinf'));
  for (const edits of boxes.filter(({ type }) => type === 'edts')) requireWholeEdits(movie, edits);
  return {
    isAudio: readCode(movie, theOne(media, 'hdlr'), 8) === 'soun',
    isDefault: (readNumber(movie, theOne(boxes, 'tkhd'), 0) & TRACK_ENABLED) !== 0,
    table: theOne(information, 'stbl'),
  };
}

function requireOwnData(movie: Buffer, information: Box): void {
  const references = theOne(readChildren(movie, information, ['dref']), 'dref');
  const entries = readBoxes(movie, references.body + 8, references.end);
  if (readNumber(movie, references, 4) !== entries.length) throw new Surprise('data that is not listed');
  for (const entry of entries) {
    if ((readNumber(movie, entry, 0) & IN_THIS_FILE) === 0) throw new Surprise('data in another file');
  }
}

function requireWholeEdits(movie: Buffer, edits: Box): void {
  for (const list of readChildren(movie, edits, ['elst'])) {
    const version = readNumber(movie, list, 0) >>> 24;
    readCount(movie, list, 4, version === 1 ? 20 : 12);
  }
}
