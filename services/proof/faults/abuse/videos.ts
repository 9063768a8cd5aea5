import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';

/** A video of a tone and hardly a picture; it converts in well below a second. */
export async function makeVideo(seconds: number): Promise<Buffer> {
  const directory = await createTemporaryDirectory();
  const file = join(directory, 'video.mp4');
  try {
    await runSuccessfully([
      ...(['ffmpeg', '-v', 'error', '-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`] as const),
      ...['-f', 'lavfi', '-i', `color=size=16x16:rate=5:duration=${seconds}`, '-shortest', '-y', file],
    ]);
    return await readFile(file);
  } finally {
    await removeDirectory(directory);
  }
}
