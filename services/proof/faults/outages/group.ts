import { makeVideo } from '@vc/local/ledger/made-video.ts';
import { silentProgress } from '@vc/local/progress.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import type { Group } from '../group.ts';
import { placeLinks } from '../instruments/links.ts';
import { withWorld } from '../ledger/world.ts';
import { brokerOutages } from './broker.ts';
import { clockOutages } from './clock.ts';
import { datastoreOutages } from './datastores.ts';
import { leaseOutages } from './leases.ts';
import { linkOutages } from './links.ts';
import { mailOutages } from './mail.ts';
import { resourceOutages } from './resources.ts';
import { restartOutages } from './restarts.ts';
import { setScene } from './scene.ts';

const SUBJECTS = [
  brokerOutages,
  datastoreOutages,
  mailOutages,
  leaseOutages,
  resourceOutages,
  linkOutages,
  clockOutages,
  restartOutages,
];

const VARIABLES = {
  // Few customers upload for all.
  gateway: { QUOTA_UNFINISHED_JOBS: '1000', QUOTA_UPLOADS: '50' },
  // A stopping converter hands a long job back early: what is tested is not its patience.
  converter: { FINISH_SECONDS: '1' },
};

/** Everything that the product needs goes away, halts, fills up or misbehaves, one after the other. */
export const outages: Group = {
  name: 'outages',
  async play(stage) {
    await ensurePrograms(['faketime'], silentProgress);
    const [short, long] = [await makeVideo(2), await makeVideo(240)];
    await withWorld({ variables: VARIABLES }, async world => {
      await using links = await placeLinks(world.product);
      const scene = setScene(stage, { world, links, short, long });
      for (const play of SUBJECTS) await play(scene);
    });
  },
};
