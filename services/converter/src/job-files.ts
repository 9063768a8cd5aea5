import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Media } from '@vc/blobs/media.ts';
import { openFile, readFile } from '@vc/blobs/read.ts';
import { writeFile } from '@vc/blobs/write.ts';
import { type AudioOnly, planAudioOnly, readAudioOnly } from './mp4/audio-only.ts';
import { Surprise } from './mp4/surprise.ts';

/** Copies an upload to a local file, which ffmpeg can seek in: the index of an MP4 often stands at its end. */
export async function spoolVideo(
  media: Media,
  file: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  await pipeline(readFile(media, 'videos', file), createWriteStream(target), { signal });
}

/** Up to here a file is fetched with one question; to look for its index would take as many or more. */
const SMALL_BYTES = 2 ** 21;

/**
 * Copies of an upload only what is heard: a local file that sounds the same.
 *
 * @returns false, with nothing copied, where the upload is small, or nothing that we can take apart
 */
export async function spoolAudio(
  media: Media,
  file: string,
  target: string,
  signal: AbortSignal,
): Promise<boolean> {
  const stored = await openFile(media, 'videos', file);
  if (stored.length <= SMALL_BYTES) return false;
  let audio: AudioOnly;
  try {
    audio = await planAudioOnly(stored);
  } catch (error) {
    if (error instanceof Surprise) return false;
    throw error;
  }
  signal.throwIfAborted();
  await pipeline(readAudioOnly(stored, audio), createWriteStream(target), { signal });
  return true;
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
