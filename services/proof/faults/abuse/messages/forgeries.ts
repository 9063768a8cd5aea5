import { randomUUID } from 'node:crypto';
import type { Job } from '@vc/contracts/job.ts';
import type { ChannelModel } from 'amqplib';
import { failIfAny } from '../breaches.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';
import { attempt, type BrokerUser, connectAs, countMessages } from './broker.ts';

interface Forgery {
  name: string;
  route: 'video' | 'mp3';
  publisher: BrokerUser;
  body: (world: { job: Job; owner: string; other: string }) => string;
  /** Whether it ends in the dead-letter queue; otherwise it is dropped, as a hint that hints at nothing. */
  isDead: boolean;
}

const now = () => new Date().toISOString();
/** Below the 16 MiB that the broker takes. */
const LARGE = 'x'.repeat(15 * 2 ** 20);

const video = (fid: string, owner: string, more: object = {}) =>
  JSON.stringify({ file_id: fid, user_id: owner, timestamp: now(), ...more });
const mp3 = (fid: string, owner: string, more: object = {}) =>
  JSON.stringify({ file_id: fid, user_id: owner, timestamp: now(), status: 'completed', epoch: 0, ...more });

const FORGERIES: readonly Forgery[] = [
  ...(['video', 'mp3'] as const).flatMap((route): Forgery[] => {
    const publisher = route === 'video' ? 'gateway' : 'converter';
    const message = route === 'video' ? video : mp3;
    const by = (name: string, body: Forgery['body'], isDead: boolean): Forgery => ({
      name,
      route,
      publisher,
      body,
      isDead,
    });
    return [
      by('no JSON', () => '{', true),
      by('nothing', () => '', true),
      by('no UTF-8', () => '\udc00', true),
      by('a list', ({ job, owner }) => `[${message(job.fid, owner)}]`, true),
      by('null', () => 'null', true),
      by('15 MiB', () => JSON.stringify({ file_id: LARGE }), true),
      by('nested 100,000 deep', () => '['.repeat(100_000) + ']'.repeat(100_000), true),
      by(
        'a fid that is an operator',
        () => JSON.stringify({ file_id: { $ne: '' }, user_id: randomUUID(), timestamp: now() }),
        true,
      ),
      by('a fid with a quote', ({ owner }) => message(`' or 1=1 --`, owner), true),
      by(
        'the schema of old',
        ({ job }) => JSON.stringify({ video_fid: job.fid, mp3_fid: null, username: 'a@example.org' }),
        true,
      ),
      by('no owner', ({ job }) => message(job.fid, undefined as never), true),
      by('an unknown job', ({ owner }) => message(randomUUID(), owner), false),
      by('a job of somebody else', ({ job, other }) => message(job.fid, other), false),
      by('a job that has ended', ({ job, owner }) => message(job.fid, owner), false),
      {
        name: 'from a user without a name',
        route,
        publisher: 'administrator',
        body: ({ job, owner }) => message(job.fid, owner),
        isDead: true,
      },
    ];
  }),
  {
    name: 'a foreign epoch',
    route: 'mp3',
    publisher: 'converter',
    body: ({ job, owner }) => mp3(job.fid, owner, { epoch: 7 }),
    isDead: false,
  },
  {
    name: 'another end',
    route: 'mp3',
    publisher: 'converter',
    body: ({ job, owner }) => mp3(job.fid, owner, { status: 'failed' }),
    isDead: false,
  },
  {
    name: 'a negative epoch',
    route: 'mp3',
    publisher: 'converter',
    body: ({ job, owner }) => mp3(job.fid, owner, { epoch: -1 }),
    isDead: true,
  },
];

/** Publishes each: dead-lettered or dropped, nobody gets a mail, and the next job is converted and told as ever. */
export async function forgeMessages(world: World, sample: Buffer): Promise<string> {
  const [owner, other] = [await world.newCustomer(), await world.newCustomer()];
  const { mailSink } = world.product;
  const convert = async () => {
    const { fid } = await owner.upload(sample);
    return await owner.waitFor(fid, 'converted');
  };
  const job = await convert();
  await until('the job is told', async () => mailSink.mails(owner.email)[0]);
  const before = await owner.job(job.fid);

  const models = new Map<BrokerUser, ChannelModel>();
  try {
    for (const user of ['gateway', 'converter', 'administrator'] as const)
      models.set(user, await connectAs(world, user));
    const admin = models.get('administrator') as ChannelModel;
    const watch = await admin.createChannel();
    const breaches: string[] = [];
    for (const { name, route, publisher, body, isDead } of FORGERIES) {
      const dead = `${route}.dead`;
      const deadBefore = await countMessages(watch, dead);
      const content = Buffer.from(body({ job, owner: owner.id, other: other.id }));
      await attempt(models.get(publisher) as ChannelModel, async channel => {
        channel.publish(route, route, content, publisher === 'administrator' ? {} : { userId: publisher });
        await channel.waitForConfirms();
      });
      const expected = deadBefore + (isDead ? 1 : 0);
      await until(
        'it is decided',
        async () => {
          const isDone = await isQueueEmpty(world, route);
          return (isDone && (await countMessages(watch, dead)) === expected) || undefined;
        },
        20_000,
      ).catch(() => breaches.push(`${route}, ${name}: not ${isDead ? 'dead-lettered' : 'dropped'}.`));
    }
    breaches.push(...(await tryTooLarge(models.get('gateway') as ChannelModel)));

    const next = await convert();
    await until('the next job is told', async () => mailSink.mails(owner.email)[1]);
    if ((await owner.job(next.fid)).status !== 'converted') breaches.push('The next job is not converted.');
    if (JSON.stringify(await owner.job(job.fid)) !== JSON.stringify(before))
      breaches.push('A forged message changed a job.');
    const mails = [mailSink.mails(owner.email).length, mailSink.mails(other.email).length];
    if (mails.join() !== '2,0')
      breaches.push(`The owner of two jobs got ${mails[0]} mails, somebody else ${mails[1]}.`);
    failIfAny(breaches);
    return `${FORGERIES.length + 1} messages, then a job`;
  } finally {
    for (const model of models.values()) await model.close();
  }
}

/** Whether nothing waits and nothing is being handled. */
async function isQueueEmpty({ product }: World, queue: string): Promise<boolean> {
  const url = new URL(
    `/api/queues/%2F/${queue}?disable_stats=true&enable_queue_totals=true`,
    product.datastores.rabbitmq.apiUrl,
  );
  const credentials = Buffer.from(`${url.username}:${url.password}`).toString('base64');
  url.username = '';
  url.password = '';
  const answer = await fetch(url, { headers: { authorization: `Basic ${credentials}` } });
  const { messages } = (await answer.json()) as { messages?: number };
  return messages === 0;
}

/** What the broker itself does not take. */
async function tryTooLarge(gateway: ChannelModel): Promise<string[]> {
  const code = await attempt(gateway, async channel => {
    channel.publish('video', 'video', Buffer.alloc(17 * 2 ** 20), { userId: 'gateway' });
    await channel.waitForConfirms();
  });
  return code === 406 ? [] : [`A message of 17 MiB: ${code ?? 'taken'}.`];
}
