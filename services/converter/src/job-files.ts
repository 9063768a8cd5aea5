import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Media } from '@vc/blobs/media.ts';
import { openFile, readFile } from '@vc/blobs/read.ts';
import { writeFile } from '@vc/blobs/write.ts';
import { type Beginning, readBeginning } from './beginning.ts';
import { type GrowingFile, growFile } from './growing-file.ts';
import { type AudioOnly, planAudioOnly, readAudioOnly } from './mp4/audio-only.ts';
import { Surprise } from './mp4/surprise.ts';

/** A local copy of an upload that is on its way. */
export type Spooled = {
  file: GrowingFile;
  /** As many bytes as are likely to tell what it is. */
  enough: number;
  /** What these tell of the rest; asked when they are there. */
  readBeginning(): Promise<Beginning>;
};

/** As much as ffprobe reads of a file (its default `-probesize`). */
const PROBED_BYTES = 5_000_000;

/** Behind the index of an MP4, which says all but what some codecs say in their first frames. */
const FIRST_FRAMES_BYTES = 2 ** 18;

/** Begins to copy an upload to a local file. */
export function spoolVideo(media: Media, file: string, target: string, signal: AbortSignal): Spooled {
  const growing = growFile(target, readFile(media, 'videos', file), signal);
  return { file: growing, enough: PROBED_BYTES, readBeginning: () => readBeginning(target) };
}

/** Up to here a file is fetched with one question; to look for its index would take as many or more. */
const SMALL_BYTES = 2 ** 21;

/**
 * Begins to copy of an upload only what is heard: a local file that sounds the same.
 *
 * @returns undefined, with nothing copied, where the upload is small, or nothing that we can take apart
 */
export async function spoolAudio(
  media: Media,
  file: string,
  target: string,
  signal: AbortSignal,
): Promise<Spooled | undefined> {
  const stored = await openFile(media, 'videos', file);
  if (stored.length <= SMALL_BYTES) return undefined;
  let audio: AudioOnly;
  try {
    audio = await planAudioOnly(stored);
  } catch (error) {
    if (error instanceof Surprise) return undefined;
    throw error;
  }
  signal.throwIfAborted();
  const enough = audio.head.length + FIRST_FRAMES_BYTES;
  const growing = growFile(target, readAudioOnly(stored, audio), signal);
  return {
    file: growing,
    enough,
    readBeginning: async () => ({ isSequential: audio.isInOrder, tellsLength: true }),
  };
}

/** Stores an MP3 under an id that is noted already, and measures it: bytes, and hash in hex. */
export async function storeMp3(
  media: Media,
  source: string,
  file: string,
  signal: AbortSignal,
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  async function* measure(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  await pipeline(createReadStream(source), measure, writeFile(media, 'mp3s', file), { signal });
  return { size, sha256: hash.digest('hex') };
}
