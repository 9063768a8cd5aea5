import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSuccessfully } from '@vc/local/command.ts';

/** The real sample: 5.3 s of video with 5.1 audio. */
export const SAMPLE = fileURLToPath(
  new URL('../../../converter/test/media/bigbuckbunny.mp4', import.meta.url),
);

/** A video, the sample by default, as a file of another name. */
export async function sampleAs(
  name: string,
  file = SAMPLE,
): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  return { name, mimeType: 'video/mp4', buffer: await readFile(file) };
}

/** A video without sound, which cannot be converted. */
export async function makeSilentVideo(directory: string): Promise<string> {
  return makeVideo(join(directory, 'silent.mp4'), ['-i', 'testsrc=duration=1:size=64x64']);
}

/** Minutes of one tone, hardly a picture: little to upload, but seconds to convert, so that something can happen meanwhile. */
export async function makeLongVideo(directory: string, seconds: number, name = 'long.mkv'): Promise<string> {
  const tone = `sine=frequency=440:sample_rate=44100:duration=${seconds}`;
  const picture = `color=size=16x16:rate=1:duration=${seconds}`;
  const sources = ['-i', tone, '-f', 'lavfi', '-i', picture];
  return makeVideo(join(directory, name), [...sources, '-c:a', 'flac', '-ac', '2']);
}

async function makeVideo(file: string, args: readonly string[]): Promise<string> {
  await runSuccessfully(['ffmpeg', '-v', 'error', '-f', 'lavfi', ...args, '-y', file]);
  return file;
}
