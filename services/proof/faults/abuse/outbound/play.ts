import type { Stage } from '../../group.ts';
import { makeVideo } from '../videos.ts';
import type { World } from '../world.ts';
import { tryDeceptiveNames } from './deceptive-names.ts';
import { refuseUrls } from './refused-urls.ts';

/** URLs that users give us, as a way into our network. */
export async function playOutbound(stage: Stage, world: World): Promise<void> {
  await stage.attempt('webhook and push URLs that are not public', () => refuseUrls(world));
  await stage.attempt('names that resolve to addresses that are not public, rebinding, redirects', async () =>
    tryDeceptiveNames(world, await makeVideo(1)),
  );
}
