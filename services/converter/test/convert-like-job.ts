import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Conversion, convertFile } from '../src/conversion.ts';
import type { Request } from '../src/plan.ts';
import type { Transcoder } from '../src/transcoder.ts';

/** Converts a file as a job does: under a name without an extension, which could help ffmpeg to recognise it. */
export async function convertLikeJob(
  transcoder: Transcoder,
  directory: string,
  file: string,
  request: Partial<Request> = {},
  onProgress: (share: number) => void = () => {},
): Promise<Conversion & { target: string }> {
  const source = join(directory, randomUUID());
  await copyFile(file, source);
  const target = `${source}.mp3`;
  const complete = { name: 'upload.mp4', maxSeconds: 14_400, ...request };
  const options = { signal: new AbortController().signal, onProgress };
  const video = await transcoder.probe(source);
  return { ...(await convertFile(transcoder, { source, video }, target, complete, options)), target };
}
