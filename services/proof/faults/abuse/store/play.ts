import type { Stage } from '../../group.ts';
import type { World } from '../world.ts';
import { damageStore } from './damage.ts';

/** Bytes that are not what they were. */
export async function playStore(stage: Stage, world: World): Promise<void> {
  await stage.attempt('MP3s that are damaged in the store', () => damageStore(world));
}
