import type { Stage } from '../../group.ts';
import { makeVideo } from '../videos.ts';
import type { World } from '../world.ts';
import { tryFileNames } from './file-names.ts';

/** Names that would like to be paths, headers or recipients. */
export async function playNames(stage: Stage, world: World): Promise<void> {
  await stage.attempt('file names', async () => tryFileNames(world, await makeVideo(1)));
}
