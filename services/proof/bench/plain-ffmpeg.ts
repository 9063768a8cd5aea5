import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import { seconds } from './measure.ts';

/** What a user would type: the seconds that `ffmpeg -i in.mp4 -vn -b:a 128k out.mp3` takes. */
export async function timePlainFfmpeg(
  video: string,
  directory: string,
  signal: AbortSignal,
): Promise<number> {
  const target = join(directory, 'out.mp3');
  await rm(target, { force: true });
  return seconds(() => runSuccessfully(['ffmpeg', '-i', video, '-vn', '-b:a', '128k', target], { signal }));
}
