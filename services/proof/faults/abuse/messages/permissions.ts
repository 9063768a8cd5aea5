import type { ConfirmChannel } from 'amqplib';
import { failIfAny } from '../breaches.ts';
import type { World } from '../world.ts';
import { attempt, connectAs } from './broker.ts';

const USERS = ['gateway', 'converter', 'notification'] as const;
type User = (typeof USERS)[number];

const EXCHANGES = ['video', 'mp3', 'dead', '', 'amq.direct', 'amq.topic', 'amq.fanout', 'amq.headers'];
const QUEUES = ['video', 'mp3', 'video.dead', 'mp3.dead'];

const ACCESS_REFUSED = 403;

/** Everything that a service may do. Written out, so that a right given by mistake in queue-init is found as well. */
const ALLOWED: Record<User, readonly string[]> = {
  gateway: ['publish to exchange video'],
  converter: [
    'publish to exchange mp3',
    'get from queue video',
    'consume from queue video',
    'purge queue video',
    // Exchanges are called like queues: see "Why" in the README of queue-init. It gains nothing.
    'bind queue mp3 to exchange video',
    'unbind queue mp3 from exchange video',
  ],
  notification: ['get from queue mp3', 'consume from queue mp3', 'purge queue mp3'],
};

type Action = readonly [name: string, work: (channel: ConfirmChannel) => Promise<unknown>];

const ACTIONS: readonly Action[] = [
  ...EXCHANGES.flatMap((exchange): Action[] => [
    [
      `publish to exchange ${exchange || '(default)'}`,
      async channel => {
        channel.publish(exchange, 'nowhere', Buffer.from('{}'));
        await channel.waitForConfirms();
      },
    ],
    [`delete exchange ${exchange || '(default)'}`, channel => channel.deleteExchange(exchange)],
    [
      `declare exchange ${exchange || '(default)'}`,
      channel => channel.assertExchange(exchange, 'direct', { durable: true }),
    ],
  ]),
  ...QUEUES.flatMap((queue): Action[] => [
    [`get from queue ${queue}`, channel => channel.get(queue)],
    [
      `consume from queue ${queue}`,
      async channel => channel.cancel((await channel.consume(queue, () => {})).consumerTag),
    ],
    [`purge queue ${queue}`, channel => channel.purgeQueue(queue)],
    [`delete queue ${queue}`, channel => channel.deleteQueue(queue)],
    [
      `declare queue ${queue}`,
      channel => channel.assertQueue(queue, { arguments: { 'x-queue-type': 'quorum' } }),
    ],
    ...EXCHANGES.filter(Boolean).flatMap((exchange): Action[] => [
      [
        `bind queue ${queue} to exchange ${exchange}`,
        channel => channel.bindQueue(queue, exchange, 'nowhere'),
      ],
      [
        `unbind queue ${queue} from exchange ${exchange}`,
        channel => channel.unbindQueue(queue, exchange, 'nowhere'),
      ],
    ]),
  ]),
  ['declare a queue', channel => channel.assertQueue('mine')],
  ['declare a queue that the broker names', channel => channel.assertQueue('', { exclusive: true })],
  ['declare an exchange', channel => channel.assertExchange('mine', 'fanout')],
  [
    'publish in another’s name',
    async channel => {
      channel.publish('video', 'nowhere', Buffer.from('{}'), { userId: 'administrator' });
      await channel.waitForConfirms();
    },
  ],
];

/** Every user, every action: done where it is allowed, refused by the broker where it is not. */
export async function tryPermissions(world: World): Promise<string> {
  const breaches: string[] = [];
  let refused = 0;
  for (const user of USERS) {
    const model = await connectAs(world, user);
    try {
      for (const [name, work] of ACTIONS) {
        const code = await attempt(model, work);
        const isAllowed = ALLOWED[user].includes(name);
        if (code !== undefined) refused += 1;
        if (isAllowed && code !== undefined) breaches.push(`${user} may not ${name} (${code}).`);
        if (!isAllowed && code === undefined) breaches.push(`${user} may ${name}.`);
        if (!isAllowed && code !== undefined && !isRefusal(name, code))
          breaches.push(`${user} on ${name}: ${code}.`);
      }
    } finally {
      await model.close();
    }
    breaches.push(...(await tryManagement(world, user)));
  }
  failIfAny(breaches);
  return `${USERS.length} users, ${ACTIONS.length} actions each, ${refused} refused`;
}

/** A name that is not the connection's own is a failed precondition where the exchange may be written at all. */
const isRefusal = (name: string, code: number) =>
  code === ACCESS_REFUSED || (name === 'publish in another’s name' && code === 406);

/** The management API is for the administrator. */
async function tryManagement({ product }: World, user: User): Promise<string[]> {
  const url = new URL('/api/overview', product.datastores.rabbitmq.apiUrl);
  const credentials = Buffer.from(`${user}:${product.secrets.broker[user]}`).toString('base64');
  url.username = '';
  url.password = '';
  const { status } = await fetch(url, { headers: { authorization: `Basic ${credentials}` } });
  return status === 401 ? [] : [`The management API answers ${user} by ${status}.`];
}
