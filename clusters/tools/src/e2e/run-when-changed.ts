import { ensurePrograms } from '@vc/local/system-packages.ts';
import { openCluster } from './cluster.ts';
import { settle } from './ledger/settlement.ts';
import { loseBroker } from './reruns/broker.ts';
import { changeContent } from './reruns/changed-content.ts';
import { loseDatabase } from './reruns/database.ts';
import { withRestoredClone } from './restored-clone.ts';
import type { Scenario } from './scenario.ts';

/** Jobs that prepare broker and database run exactly when they differ, and bring back what a lost volume held of theirs. */
export const runWhenChanged: Scenario = {
  number: 6,
  title: 'queue-init and migrations',
  async run(step, progress) {
    await ensurePrograms(['ffmpeg', 'ffprobe'], progress);
    const cluster = await openCluster();
    const customer = await loseBroker(step, cluster);
    await withRestoredClone(cluster.target, clone => changeContent(step, cluster, clone, progress));
    await step('the videos whose messages were lost are MP3s, and one mail tells of each', () =>
      settle([customer]),
    );
    await loseDatabase(step, cluster, customer);
  },
};
