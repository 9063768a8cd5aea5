import type { Stage } from '../../group.ts';
import { createRandom } from '../../random.ts';
import { makeVideo } from '../videos.ts';
import type { World } from '../world.ts';
import { compareForeignFid, tryForeignFid, tryForeignFidElsewhere } from './foreign-fid.ts';
import { tryOperators } from './operators.ts';

/** A user who knows another's fid, and one who sends what is no value. */
export async function playStrangers(stage: Stage, world: World): Promise<void> {
  const video = await makeVideo(1);
  await stage.attempt('somebody else’s fid, where one is taken', () => tryForeignFid(world, video));
  await stage.attempt('somebody else’s fid, where none is', () => tryForeignFidElsewhere(world, video));
  await stage.attempt('somebody else’s fid against none, by the clock', () =>
    compareForeignFid(world, video, createRandom(stage.seed)),
  );
  await stage.attempt('operators, lists and NULs for values', () => tryOperators(world));
}
