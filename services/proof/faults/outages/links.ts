import { pause } from '@vc/kit/loop.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import type { Link } from '../instruments/links.ts';
import type { Trouble } from '../instruments/trouble.ts';
import { logIn } from './log-in.ts';
import type { Scene } from './scene.ts';
import { type Uploads, withUploads } from './uploads.ts';

/** What a link has in turn: the tally proves that it had it. */
const TROUBLES = {
  'slow link': { trouble: { kind: 'slow', bytesPerSecond: 100_000, delayMs: 50 }, proof: 'delayed' },
  'link that resets': { trouble: { kind: 'reset' }, proof: 'cut' },
  'link that cuts in the middle': { trouble: { kind: 'cut-after', bytes: 700 }, proof: 'cut' },
} as const satisfies Record<string, { trouble: Trouble; proof: keyof Link['tally'] }>;

const TROUBLED_MS = 2_000;

/** Longer than a heartbeat of the broker (two of 10 s), a query, and a question to another service take to be given up. */
const HALF_OPEN_MS = 25_000;

/** Every link of the product gets into every trouble while it is used. */
export async function linkOutages(scene: Scene): Promise<void> {
  const { attempt, links } = scene;
  for (const [name, { trouble, proof }] of Object.entries(TROUBLES)) {
    await attempt(`${name}, each of ${links.all.length}`, () =>
      whileUsed(scene, async uploads => {
        for (const link of links.all) {
          await inTrouble(scene, uploads, [link], trouble, proof, TROUBLED_MS);
        }
        return `${links.all.length} links`;
      }),
    );
  }
  for (const [to, round = []] of Object.entries(Object.groupBy(links.all, ({ to }) => to))) {
    await attempt(`half-open links to ${to}`, () =>
      whileUsed(scene, async uploads => {
        const both = { kind: 'half-open', swallows: ['to-server', 'to-client'] } as const;
        await inTrouble(scene, uploads, round, both, 'swallowed', HALF_OPEN_MS);
        return `${round.length} links`;
      }),
    );
  }
}

/** Somebody logs in now and then and looks at settings, whatever the answer, and others upload: so that every link carries something. */
async function whileUsed(
  { world, newCustomers }: Scene,
  work: (uploads: Uploads) => Promise<string>,
): Promise<string> {
  const { url } = world.product;
  const { email, password, token } = await world.product.newUser();
  const over = new AbortController();
  const logins = (async () => {
    while (!over.signal.aborted) {
      await logIn(url, email, password);
      const settings = await fetch(`${url}/me/notifications`, {
        headers: { authorization: `Bearer ${token}` },
      });
      await settings.body?.cancel();
      await pause(500, over.signal);
    }
  })();
  try {
    return await withUploads(await newCustomers(2), async uploads => {
      await uploads.finish(1);
      const tried = await work(uploads);
      return `${tried}, ${uploads.count()} uploads`;
    });
  } finally {
    over.abort();
    await logins;
  }
}

async function inTrouble(
  { links }: Scene,
  uploads: Uploads,
  troubled: readonly Link[],
  trouble: Trouble,
  proof: keyof Link['tally'],
  leastMs: number,
): Promise<void> {
  const before = troubled.map(({ tally }) => tally[proof]);
  const isProved = () => troubled.every(({ tally }, index) => tally[proof] > (before[index] ?? 0));
  for (const link of troubled) link.trouble(trouble);
  uploads.begin(1);
  try {
    const names = troubled.map(({ name }) => name).join(', ');
    await Promise.all([pause(leastMs), waitUntil(`something goes over ${names}`, async () => isProved())]);
  } finally {
    links.heal();
  }
}
