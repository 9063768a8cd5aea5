import type { OpenFile } from '@vc/blobs/read.ts';
import { type Box, readBoxes } from './boxes.ts';
import { createReader, readRanges } from './chunked-file.ts';
import { findIndex } from './find-index.ts';
import { createTranslation, mergeRanges, type Range } from './ranges.ts';
import { type ChunkTable, readChunkTable } from './sample-table.ts';
import { Surprise } from './surprise.ts';
import { chooseTrack, readTracks } from './tracks.ts';

/** A file that sounds like a stored one: what it begins with, and which bytes of the stored one follow. */
export type AudioOnly = {
  head: Buffer;
  ranges: Range[];
  /** Whether what is heard first stands first, so that a demuxer never goes back. */
  isInOrder: boolean;
};

/** Tables that give a track samples, and where in them their number of entries stands. */
const COUNTS: Record<string, number> = {
  stts: 4,
  stsc: 4,
  stco: 4,
  co64: 4,
  ctts: 4,
  stss: 4,
  stsz: 8,
  stz2: 8,
};

/** The header of an `mdat` of any size. */
const DATA_HEADER_BYTES = 16;

/**
 * Works out a file that has of a stored MP4 or MOV the one audio track that is to be converted, by reading no more than its
 * index.
 *
 * The index stays as it is, byte for byte, but for two things: the chunks of the chosen track have new places, and all other tracks
 * have no samples. So streams, their order, marks, lengths, edit lists and tags are the same to ffmpeg.
 *
 * @throws {Surprise} where anything is out of the ordinary
 */
export async function planAudioOnly(file: OpenFile): Promise<AudioOnly> {
  const { fileType, movie } = await findIndex(file.length, createReader(file));
  const tracks = readTracks(movie);
  const chosen = chooseTrack(tracks);
  if (!chosen) throw new Surprise('no audio track');
  const table = readChunkTable(movie, chosen.table);
  const ranges = mergeRanges(table.chunks.filter(({ start, end }) => end > start));
  if ((ranges.at(-1)?.end ?? 0) > file.length) throw new Surprise('audio beyond the end of the file');

  const first = (fileType?.length ?? 0) + movie.length + DATA_HEADER_BYTES;
  movePlaces(movie, table, createTranslation(ranges, first));
  for (const track of tracks) if (track !== chosen) takeSamples(movie, track.table);
  const isInOrder = table.chunks.every(({ start }, n) => n === 0 || start >= (table.chunks[n - 1]?.end ?? 0));
  return { head: Buffer.concat([fileType ?? Buffer.alloc(0), movie, dataHeader(ranges)]), ranges, isInOrder };
}

/** The bytes of such a file. */
export async function* readAudioOnly(
  file: OpenFile,
  { head, ranges }: Pick<AudioOnly, 'head' | 'ranges'>,
): AsyncGenerator<Buffer> {
  yield head;
  yield* readRanges(file, ranges);
}

function movePlaces(
  movie: Buffer,
  { chunks, entries }: ChunkTable,
  translate: (offset: number) => number,
): void {
  for (const [n, { start, end }] of chunks.entries()) {
    const place = end > start ? translate(start) : 0;
    if (place > 0xffff_ffff) throw new Surprise('more audio than 4 GiB');
    if (entries.bytes === 4) movie.writeUInt32BE(place, entries.at + 4 * n);
    else movie.writeBigUInt64BE(BigInt(place), entries.at + 8 * n);
  }
}

function takeSamples(movie: Buffer, table: Box): void {
  for (const { type, body, end } of readBoxes(movie, table.body, table.end)) {
    const count = COUNTS[type];
    if (count === undefined) continue;
    if (body + count + 4 > end) throw new Surprise(`${type} is too short`);
    movie.writeUInt32BE(0, body + count);
  }
}

function dataHeader(ranges: readonly Range[]): Buffer {
  const size = ranges.reduce((sum, { start, end }) => sum + end - start, DATA_HEADER_BYTES);
  const header = Buffer.alloc(DATA_HEADER_BYTES);
  header.writeUInt32BE(1, 0);
  header.write('mdat', 4, 'latin1');
  header.writeBigUInt64BE(BigInt(size), 8);
  return header;
}
