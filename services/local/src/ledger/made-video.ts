import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { runSuccessfully } from '../command.ts';
import { cacheDirectory } from '../native/cache-directory.ts';
import type { Video } from './customer.ts';

/** Changed with whatever is changed below, so that no old file is taken for a new one. */
const RECIPE = 1;

/** Much sound and hardly any picture: quick to upload and long to convert. Noise, since silence costs an encoder nothing. */
const CONTENT = [
  ...['-f', 'lavfi', '-i', 'color=color=black:size=64x36:rate=1'],
  ...['-f', 'lavfi', '-i', 'anoisesrc=color=pink:amplitude=0.3:sample_rate=44100:seed=1'],
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
  ...['-c:a', 'aac', '-b:a', '64k', '-ac', '2'],
] as const;

/** An MP4 of so many seconds, made once and kept in the cache. */
export async function makeVideo(seconds: number): Promise<Video> {
  const folder = join(cacheDirectory(), 'e2e');
  const file = join(folder, `noise-${seconds}s-${RECIPE}.mp4`);
  if (!existsSync(file)) {
    await mkdir(folder, { recursive: true });
    const unfinished = join(folder, `unfinished-${process.pid}.mp4`);
    const args = ['-nostdin', '-y', '-v', 'error', ...CONTENT, '-t', String(seconds), unfinished];
    await runSuccessfully(['ffmpeg', ...args]);
    await rename(unfinished, file);
  }
  return { file, seconds };
}
