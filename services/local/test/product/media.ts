import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSuccessfully } from '../../src/command.ts';

/** The real sample: 5.3 s of video with 5.1 audio. */
export const SAMPLE = fileURLToPath(
  new URL('../../../converter/test/media/bigbuckbunny.mp4', import.meta.url),
);

/** A video that takes seconds to convert, so that something can happen meanwhile: seven minutes of noise, hardly a picture. */
export async function makeLongVideo(directory: string): Promise<string> {
  const file = join(directory, 'long.mkv');
  const noise = ['-f', 'lavfi', '-i', 'anoisesrc=color=pink:sample_rate=44100:duration=420'];
  const picture = ['-f', 'lavfi', '-i', 'color=size=16x16:rate=1:duration=420'];
  await runSuccessfully([
    'ffmpeg',
    '-v',
    'error',
    ...noise,
    ...picture,
    '-c:a',
    'pcm_s16le',
    '-ac',
    '2',
    '-y',
    file,
  ]);
  return file;
}

/** What ffprobe says of a file. */
export async function probe(file: string): Promise<{
  streams: { codec_name: string; channels: number; sample_rate: string }[];
  format: { duration: string; tags?: Record<string, string> };
}> {
  const text = await runSuccessfully([
    'ffprobe',
    '-v',
    'error',
    '-show_streams',
    '-show_format',
    '-of',
    'json',
    file,
  ]);
  return JSON.parse(text);
}

/** Seconds of sound that ffmpeg decodes from a file without an error: more than its header claims. */
export async function decodedSeconds(file: string): Promise<number> {
  const text = await runSuccessfully([
    'ffmpeg',
    '-v',
    'error',
    '-xerror',
    '-i',
    file,
    '-f',
    's16le',
    '-ar',
    '8000',
    '-ac',
    '1',
    '-progress',
    '-',
    '-y',
    '/dev/null',
  ]);
  const microseconds = [...text.matchAll(/out_time_us=(\d+)/g)].at(-1)?.[1];
  return Number(microseconds) / 1e6;
}
