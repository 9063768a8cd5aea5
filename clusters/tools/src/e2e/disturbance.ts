import { type Customer, openBooks } from '@vc/local/ledger/customer.ts';
import { makeVideo } from '@vc/local/ledger/made-video.ts';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { newAddress } from './addresses.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { drainNode, listUndrainedPods, uncordonNode, waitUntilAllRun } from './disturbance/drain.ts';
import { deleted, findVictims, killed, type Strike } from './disturbance/kills.ts';
import { forgetRolls, roll } from './disturbance/rolls.ts';
import { waitForConverting } from './ledger/converting.ts';
import { type Load, withLoad } from './ledger/load.ts';
import { countEntries, settle } from './ledger/settlement.ts';
import { GATEWAY, PARTS, type Part, waitUntilSingle } from './parts.ts';
import { startProber } from './prober.ts';
import type { RunStep, Scenario } from './scenario.ts';
import { logIn } from './user.ts';

/** Seconds of video, a customer each: another length, so that somebody else's MP3 would be noticed. */
const VIDEO_SECONDS = [30, 40, 50, 60];

const ROLLS = 10;

/** Videos that each customer sends before the node goes. */
const SENT_BEFORE_DRAIN = 3;

/** What every disturbance is tried on. */
interface Scene {
  cluster: Cluster;
  customers: readonly Customer[];
  step: RunStep;
}

/** Whatever is killed, evicted or replaced while videos are converted, nothing that was accepted is lost. */
export const disturbance: Scenario = {
  number: 7,
  title: 'Disturbance',
  async run(step, progress) {
    await ensurePrograms(['ffmpeg', 'ffprobe'], progress);
    const cluster = await openCluster();
    const customers = await openAccounts(cluster);
    const scene = { cluster, customers, step };
    try {
      await withLoad(customers, async load => {
        for (const part of PARTS) await strike(scene, load, part.app, [part], killed);
        await strike(scene, load, 'everything at once', PARTS, deleted);
      });
      await drain(scene);
      await withLoad(customers, load => rollGateway(scene, load));
      const { accepted, refused } = countEntries(customers);
      await step(
        `each of ${accepted} accepted videos (${refused} requests had to be repeated) is one right MP3, with one mail`,
        () => settle(customers),
      );
    } finally {
      await Promise.allSettled([uncordonNode(cluster.target), forgetRolls(cluster.target, GATEWAY)]);
    }
  },
};

async function openAccounts({ url }: Cluster): Promise<Customer[]> {
  const customers: Customer[] = [];
  for (const seconds of VIDEO_SECONDS) {
    const user = await logIn(url, newAddress('kim'));
    customers.push(openBooks(url, user, await makeVideo(seconds)));
  }
  return customers;
}

/** The next video is uploaded, converted and told of by what has come back. */
async function strike(
  { cluster, step }: Scene,
  load: Load,
  who: string,
  parts: readonly Part[],
  { claim, hit, isBack }: Strike,
): Promise<void> {
  await step(`${who} ${claim} during a conversion, and a video sent afterwards is converted`, async () => {
    const victims = await findVictims(cluster, parts);
    await load.untilConverting();
    await Promise.all(victims.map(victim => hit(cluster, victim)));
    await Promise.all(victims.map(victim => isBack(cluster, victim)));
    await load.untilOneMore();
  });
}

/**
 * On one node there is an outage meanwhile: that customers sit it out is all that is promised. Of two pods of a service the second
 * could not go, since the successor of the first finds no place; so this begins when the autoscalers are content with one.
 */
async function drain({ cluster: { target }, customers, step }: Scene): Promise<void> {
  await step('while nobody comes, there is one pod of each', () => waitUntilSingle(target));
  const sent = await Promise.all(customers.map(customer => sendSome(customer)));
  await step('the node is drained during conversions: no disruption budget holds it up', async () => {
    await waitForConverting(target, customers, 1);
    await drainNode(target);
    const left = await listUndrainedPods(target);
    if (left.length > 0) throw new Error(`These still run: ${left.join(', ')}.`);
  });
  await step('uncordoned, it runs everything again', async () => {
    await uncordonNode(target);
    await waitUntilAllRun(target);
  });
  await step('what was accepted before is converted', async () => {
    for (const [index, customer] of customers.entries()) {
      for (const fid of sent[index] ?? []) await customer.waitForMp3(fid);
    }
  });
}

async function sendSome({ upload }: Customer): Promise<string[]> {
  const fids: string[] = [];
  while (fids.length < SENT_BEFORE_DRAIN) fids.push(await upload());
  return fids;
}

async function rollGateway({ cluster: { target, url }, customers, step }: Scene, load: Load): Promise<void> {
  const before = countEntries(customers);
  const prober = startProber(`${url}/jobs`, customers[0]?.authorization ?? '');
  try {
    await step(`the gateway is rolled ${ROLLS} times during conversions`, () => roll(target, GATEWAY, ROLLS));
    await step('a video sent afterwards is converted', () => load.untilOneMore());
    await step('no request has failed meanwhile, and no upload', async () => {
      await prober.stop();
      requireNoneRefused(customers, before.refused);
    });
  } finally {
    await prober.stop().catch(() => {}); // told by the step
  }
}

function requireNoneRefused(customers: readonly Customer[], before: number): void {
  const refused = customers.flatMap(({ ledger }) => ledger.refused).sort((a, b) => a.at.localeCompare(b.at));
  const [first] = refused.slice(before);
  if (first) throw new Error(`${refused.length - before} were refused: ${JSON.stringify(first)}`);
}
