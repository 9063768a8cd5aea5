import type { ClusterTarget } from '../cluster/target.ts';
import { newAddress } from './addresses.ts';
import { failingMigration } from './bad-push/failing-migration.ts';
import type { Fault } from './bad-push/fault.ts';
import { foreignSecret, missingImage, refusedBySchema, refusedByService } from './bad-push/faults.ts';
import { openCluster, SAMPLE } from './cluster.ts';
import { keepConverting } from './conversions.ts';
import { requireMail } from './mails.ts';
import { isReady, readPods } from './pods.ts';
import { probeAsUsers } from './prober.ts';
import { withRestoredClone } from './restored-clone.ts';
import type { Scenario } from './scenario.ts';
import { waitForState, waitUntilAllWell } from './states.ts';
import { logIn } from './user.ts';

const SERVICES = ['auth', 'converter', 'gateway', 'notification'];

/** All that can be wrong with a push at once, and users who do not notice. */
export const badPush: Scenario = {
  number: 3,
  title: 'A bad push',
  async run(step, progress) {
    const cluster = await openCluster();
    const { target, url } = cluster;
    // The one that is built comes first: the others are there for a shorter time.
    const faults = [
      failingMigration(cluster, progress),
      missingImage,
      refusedByService,
      refusedBySchema,
      foreignSecret,
    ];
    const user = await logIn(url, newAddress('carol'));
    const prober = probeAsUsers(url, user.authorization);
    const conversions = keepConverting(user, SAMPLE);
    try {
      await withRestoredClone(target, async clone => {
        await waitUntilAllWell(target, await clone.pull());
        const before = await listReadyPods(target);
        const commits: string[] = [];
        for (const fault of faults) {
          await step(`${fault.name} is pushed`, async () => commits.unshift(...(await fault.push(clone))));
        }
        for (const fault of faults) {
          await step(`${fault.name}: ${fault.app} is ${fault.shown}`, () => waitUntilShown(target, fault));
        }
        await step('of each service a pod from before still serves', () => requireStillReady(target, before));
        const witness = await step('somebody new logs in', () => logIn(url, newAddress('dora')));
        const fid = await step('and uploads', () => witness.upload(SAMPLE));
        await step('it is converted', () => witness.waitForMp3(fid));
        await step('and mailed', () => requireMail(witness.email, fid));
        const reverted = await clone.revert(...commits);
        await step('after `git revert`, and nothing else, all Applications are well', () =>
          waitUntilAllWell(target, reverted),
        );
        await step('no pod is left of what was pushed', () => waitUntilAllReady(target));
      });
      await step('no request has failed meanwhile', () => prober.stop());
      await step('all conversions meanwhile have ended well', () => conversions.stop());
    } finally {
      await Promise.allSettled([prober.stop(), conversions.stop()]);
    }
  },
};

/** All was well before the push, so it is of the push. */
async function waitUntilShown(
  target: ClusterTarget,
  { name, app, shown, isShown, isCause }: Fault,
): Promise<void> {
  await waitForState(target, app, `is shown as ${shown}`, state => state !== undefined && isShown(state));
  // Between two attempts a program that crashes looks as if it ran.
  await target.session.waitFor(`that is for ${name}`, () => isCause(target));
}

/** By service. */
async function listReadyPods(target: ClusterTarget): Promise<ReadonlyMap<string, string[]>> {
  const entries = SERVICES.map(async service => {
    const ready = (await readPods(target, service)).filter(isReady);
    return [service, ready.map(({ metadata }) => metadata.name)] as const;
  });
  return new Map(await Promise.all(entries));
}

/** An autoscaler may have taken away some of them, never all. */
async function requireStillReady(
  target: ClusterTarget,
  before: ReadonlyMap<string, string[]>,
): Promise<void> {
  for (const [service, now] of await listReadyPods(target)) {
    if (!now.some(name => before.get(service)?.includes(name))) {
      throw new Error(`No pod of ${service} from before the push is ready.`);
    }
  }
}

/** A pod of the push could never become ready. */
function waitUntilAllReady(target: ClusterTarget): Promise<void> {
  return target.session.waitFor('all pods of services are ready', async () => {
    const pods = await Promise.all(SERVICES.map(service => readPods(target, service)));
    return pods.every(ofService => ofService.length > 0 && ofService.every(isReady));
  });
}
