import { pause } from '@vc/kit/loop.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import { WAYS, type Way, whileAway, whileFrozen } from '../instruments/away.ts';
import { findRunning } from '../instruments/processes.ts';
import { logIn } from './log-in.ts';
import { letTimePass } from './passing-time.ts';
import type { Scene } from './scene.ts';

/** Longer than any query waits for a server that is halted (12 s), so that somebody runs into that limit. */
const FROZEN_MS = 15_000;

/** Slow enough for an upload to be under way when its store goes. */
const SLOWLY = { kind: 'slow', bytesPerSecond: 20_000, delayMs: 0 } as const;

/** PostgreSQL and MongoDB go away at the moments at which something is asked of them. */
export async function datastoreOutages(scene: Scene): Promise<void> {
  for (const store of ['postgres', 'mongodb'] as const) {
    const { name } = scene.world.datastores[store];
    for (const way of WAYS) {
      await scene.attempt(`${name} ${way} during uploads`, () => duringUploads(scene, store, way));
      await scene.attempt(`${name} ${way} during claims`, () => duringClaims(scene, store, way));
      await scene.attempt(`${name} ${way} during commits`, () => duringCommits(scene, store, way));
    }
  }
  for (const way of WAYS) {
    await scene.attempt(`PostgreSQL ${way} during logins`, () => duringLogins(scene, way));
  }
}

type Store = 'postgres' | 'mongodb';

async function duringUploads({ world, links, newCustomers }: Scene, store: Store, way: Way): Promise<string> {
  const customers = await newCustomers(3);
  const way1 = links.between('gateway', 'MongoDB');
  way1.trouble(SLOWLY);
  const uploads = Promise.all(customers.map(({ upload }) => upload()));
  uploads.catch(() => {}); // told below
  try {
    await waitUntil('three uploads are under way', async () => {
      const rows = await world.query(`select from jobs.job where state = 'receiving'`);
      return rows.length === customers.length;
    });
    await whileAway(world.datastores[store], way, async () => {
      way1.heal();
      await hold(way);
    });
  } finally {
    way1.heal();
  }
  await uploads;
  return `${customers.length} uploads under way`;
}

/** A halted converter has its messages delivered, and finds its store gone when it goes on. */
async function duringClaims({ world, newCustomers }: Scene, store: Store, way: Way): Promise<string> {
  const { converter } = world.product.services;
  const customers = await newCustomers(3);
  // Asleep before the first job comes, it has begun none.
  await whileFrozen(converter, async () => {
    for (const { upload } of customers) await upload();
    await (way === 'killed' ? world.datastores[store].kill() : world.datastores[store].freeze());
  });
  try {
    await hold(way);
  } finally {
    await (way === 'killed' ? world.datastores[store].start() : world.datastores[store].thaw());
  }
  await letTimePass(world, 1);
  return `${customers.length} jobs to claim`;
}

async function duringCommits({ world, long, newCustomers }: Scene, store: Store, way: Way): Promise<string> {
  const { converter } = world.product.services;
  const [customer] = await newCustomers(1, long);
  await customer?.upload();
  const running = () => findRunning('ffmpeg', converter.pid ?? 0).length;
  await waitUntil('it is converted', async () => running() > 0);
  await whileAway(world.datastores[store], way, async () => {
    await waitUntil('ffmpeg is done', async () => running() === 0, 120_000);
    await hold(way);
  });
  await letTimePass(world, 1);
  return '1 MP3 to store and to commit';
}

/** While the database is away no login is refused as wrong, or fails as if it were our fault. */
async function duringLogins({ world }: Scene, way: Way): Promise<string> {
  const { email, password } = await world.product.newUser();
  const answers: number[] = [];
  await whileAway(world.datastores.postgres, way, async () => {
    const over = hold(way);
    for (let count = 0; count < 5; count += 1) answers.push(await logIn(world.product.url, email, password));
    await over;
  });
  const wrong = answers.filter(status => status !== 503);
  if (wrong.length > 0) throw new Error(`logins were answered ${wrong.join(', ')} instead of 503`);
  await waitUntil(
    'logins are good again',
    async () => (await logIn(world.product.url, email, password)) === 200,
  );
  return `${answers.length} logins`;
}

/** Killed is noticed at once. */
const hold = (way: Way): Promise<void> => pause(way === 'killed' ? 2_000 : FROZEN_MS);
