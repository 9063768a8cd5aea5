import { type Customer, openBooks, type Video } from '@vc/local/ledger/customer.ts';
import { makeVideo } from '@vc/local/ledger/made-video.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { newAddress } from './addresses.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { waitForConverting } from './ledger/converting.ts';
import { withLoad } from './ledger/load.ts';
import { countEntries, settle } from './ledger/settlement.ts';
import { CONVERTER, GATEWAY, type Part, readReadyPods, SERVICES } from './parts.ts';
import { startProber } from './prober.ts';
import { readUtilization, waitUntilMeasured } from './scaling/metrics.ts';
import type { RunStep, Scenario } from './scenario.ts';
import { logIn } from './user.ts';

/** In `clusters/local/values/converter.yaml`. */
const MOST_CONVERTERS = 3;

/** Videos at once: with the default of two messages a pod more than enough for three, and more than are done before anybody counts. */
const BACKLOG = 16;

/** Of whose customers each may have 20 unfinished. */
const SENDERS = 2;

/** Sound to convert for some seconds each, of a length of its own for each sender. */
const BACKLOG_SECONDS = 240;

/** What is scaled, and for whom. */
interface Scene {
  cluster: Cluster;
  /** Has one video after another converted. */
  steady: Customer;
  /** Send many at once. */
  senders: readonly Customer[];
  step: RunStep;
}

/** Pods come with the work and go with it, and nobody notices. */
export const scaling: Scenario = {
  number: 9,
  title: 'Scaling',
  async run(step, progress) {
    await ensurePrograms(['ffmpeg', 'ffprobe'], progress);
    const cluster = await openCluster();
    const { target } = cluster;
    const steady = await openAccount(cluster, await makeVideo(30));
    const senders: Customer[] = [];
    for (let sender = 0; sender < SENDERS; sender += 1) {
      senders.push(await openAccount(cluster, await makeVideo(BACKLOG_SECONDS + sender)));
    }
    const customers = [steady, ...senders];

    await step('metrics-server measures every pod of the services, again and again', async () => {
      const pods = (await Promise.all(SERVICES.map(part => readReadyPods(target, part)))).flat();
      await waitUntilMeasured(
        target,
        pods.map(({ metadata }) => metadata.name),
      );
    });
    await step('the autoscalers of gateway and auth have figures of it', async () => {
      for (const app of ['gateway', 'auth']) await readUtilization(target, app);
    });
    await step('without work there is one converter, and one gateway', async () => {
      await waitForPods(cluster, CONVERTER, 1);
      await waitForPods(cluster, GATEWAY, 1);
    });

    await withLoad([steady], () => scale({ cluster, steady, senders, step }));
    await step(
      `each of ${countEntries(customers).accepted} accepted videos is one right MP3, with one mail`,
      () => settle(customers),
    );
  },
};

/** From one pod to several and back, while somebody has videos converted all the time, and others look at their jobs. */
async function scale({ cluster, steady, senders, step }: Scene): Promise<void> {
  const customers = [steady, ...senders];
  const probers = customers.map(({ authorization }) => startProber(`${cluster.url}/jobs`, authorization));
  try {
    await step(`${BACKLOG} videos are accepted, sooner than anybody can convert them`, () =>
      Promise.all(senders.map(sender => uploadAll(sender, BACKLOG / SENDERS))),
    );
    await step('the autoscaler of the gateway adds a pod', () => waitForPods(cluster, GATEWAY, 2));
    await step(`KEDA adds converters, up to ${MOST_CONVERTERS}`, () =>
      waitForPods(cluster, CONVERTER, MOST_CONVERTERS),
    );
    await step('all of them convert at the same time', () =>
      waitForConverting(cluster.target, customers, MOST_CONVERTERS),
    );
    await step('the backlog is worked off', async () => {
      for (const { ledger, waitForMp3 } of senders) {
        for (const { fid } of ledger.accepted) await waitForMp3(fid);
      }
    });
    await step('KEDA takes converters away again, while another video is converted', () =>
      waitForPods(cluster, CONVERTER, 1),
    );
    await step('no request has failed meanwhile', () => Promise.all(probers.map(prober => prober.stop())));
    await step('the pod of the gateway that is not needed any more goes', () =>
      waitForPods(cluster, GATEWAY, 1),
    );
  } finally {
    await Promise.allSettled(probers.map(prober => prober.stop())); // told by the step
  }
}

async function openAccount({ url }: Cluster, video: Video): Promise<Customer> {
  return openBooks(url, await logIn(url, newAddress('sam')), video);
}

async function uploadAll({ upload }: Customer, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) await upload();
}

/** Waits until exactly so many pods serve. */
function waitForPods({ target }: Cluster, part: Part, count: number): Promise<void> {
  return target.session.waitFor(
    `there are ${count} of ${part.app}`,
    async () => (await readReadyPods(target, part)).length === count,
  );
}
