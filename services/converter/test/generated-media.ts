import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The one real video; what it is stands beside it. */
export const SAMPLE = fileURLToPath(new URL('media/bigbuckbunny.mp4', import.meta.url));

/** Output arguments for the usual video codec, as long as the shorter input. */
export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-shortest'];

/** A small moving picture, as input arguments of ffmpeg. */
export const picture = (seconds: number) => [
  '-f',
  'lavfi',
  '-i',
  `testsrc2=size=176x144:rate=10:duration=${seconds}`,
];

/** A tone. */
export const tone = (seconds: number, sampleRate = 44_100, frequency = 440) => [
  '-f',
  'lavfi',
  '-i',
  `sine=frequency=${frequency}:sample_rate=${sampleRate}:duration=${seconds}`,
];

/** Makes media files in a directory of its own, each once; `remove` ends it. */
export type MediaMaker = {
  directory: string;
  make(name: string, ...args: string[]): Promise<string>;
  remove(): Promise<void>;
};

/** Opens a directory for generated media. */
export async function createMediaMaker(): Promise<MediaMaker> {
  const directory = await mkdtemp(join(tmpdir(), 'converter-media-'));
  const made = new Map<string, Promise<string>>();
  async function generate(name: string, args: string[]): Promise<string> {
    const file = join(directory, name);
    await run('ffmpeg', ['-nostdin', '-loglevel', 'error', '-y', ...args, file]);
    return file;
  }
  return {
    directory,
    make(name, ...args) {
      const file = made.get(name) ?? generate(name, args);
      made.set(name, file);
      return file;
    },
    remove: () => rm(directory, { recursive: true }),
  };
}

/** The samples that a file decodes to, by their hash. */
export async function hashSamples(file: string): Promise<string> {
  const args = ['-nostdin', '-loglevel', 'error', '-i', file, '-f', 'md5', '-'];
  return (await run('ffmpeg', args)).stdout;
}

/** What ffprobe says of one stream and the file, without any of our code. */
export async function inspect(file: string): Promise<{
  streams: { codec_name: string; channels: number; sample_rate: string; bit_rate: string }[];
  format: { duration: string; tags?: Record<string, string> };
}> {
  const args = ['-loglevel', 'error', '-show_streams', '-show_format', '-of', 'json', file];
  return JSON.parse((await run('ffprobe', args)).stdout);
}
