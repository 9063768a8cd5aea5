import { newAddress } from './addresses.ts';
import { openCluster, SAMPLE } from './cluster.ts';
import { changeByHand } from './drift/by-hand.ts';
import { keepData } from './drift/kept-data.ts';
import { removeService } from './drift/removed-service.ts';
import { withRestoredClone } from './restored-clone.ts';
import type { Scenario } from './scenario.ts';
import { logIn } from './user.ts';

/** What differs from git is undone, except that data are never removed. */
export const drift: Scenario = {
  number: 4,
  title: 'Drift',
  async run(step) {
    const cluster = await openCluster();
    const user = await step('an account is opened', () => logIn(cluster.url, newAddress('erin')));
    const fid = await step('and has an MP3', async () => {
      const job = await user.upload(SAMPLE);
      await user.waitForMp3(job);
      return job;
    });
    await changeByHand(step, cluster.target);
    await withRestoredClone(cluster.target, async clone => {
      await removeService(step, cluster, clone, user);
      await keepData(step, cluster, clone, user, fid);
    });
  },
};
