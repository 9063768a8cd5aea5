import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Media } from '@vc/blobs/media.ts';
import { readFile } from '@vc/blobs/read.ts';
import { writeFile } from '@vc/blobs/write.ts';

/** Copies an upload to a local file, which ffmpeg can seek in: the index of an MP4 often stands at its end. */
export async function spoolVideo(
  media: Media,
  file: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  await pipeline(readFile(media, 'videos', file), createWriteStream(target), { signal });
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
