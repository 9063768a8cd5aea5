import type { Stage } from '../../group.ts';
import { makeVideo } from '../videos.ts';
import type { World } from '../world.ts';
import { forgeMessages } from './forgeries.ts';
import { tryPermissions } from './permissions.ts';

/** Somebody at the broker. */
export async function playMessages(stage: Stage, world: World): Promise<void> {
  await stage.attempt('forged messages', async () => forgeMessages(world, await makeVideo(1)));
  await stage.attempt('the broker’s permissions, cell by cell', () => tryPermissions(world));
}
