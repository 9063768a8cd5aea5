// What the broker shall hold. Plain data: the functions beside it compare it with what the broker has.

/** An exchange that routes by exact routing key. */
export type Exchange = { name: string; type: 'direct' };

/** A durable quorum queue. Its settings are a policy, which can change; a queue's own arguments never can. */
export type Queue = { name: string; policy: Record<string, string | number> };

/** From an exchange to a queue. */
export type Binding = { exchange: string; queue: string; routingKey: string };

/** A service's user: what it may write (exchanges) and read (queues), as regular expressions. Nobody may configure. */
export type ServiceUser = { name: 'gateway' | 'converter' | 'notification'; write: string; read: string };

/** All that queue-init declares. */
export type Topology = { exchanges: Exchange[]; queues: Queue[]; bindings: Binding[]; users: ServiceUser[] };

const DAY_MS = 24 * 60 * 60 * 1000;

/** Matches no name. */
const NOTHING = '^$';

/**
 * What both work queues share. Messages are hints to jobs that PostgreSQL keeps and whose relay publishes again, so
 * every limit here may cost a message and none can cost a job.
 */
const WORK_QUEUE = {
  // A job gives up after 5 attempts of its own: a message that comes back more often than that is what kills its consumer.
  'delivery-limit': 10,
  // A full queue refuses, and the relay tries again later. 100,000 hints are about 30 MB.
  'max-length': 100_000,
  overflow: 'reject-publish',
  'dead-letter-exchange': 'dead',
  // Kept until the dead-letter queue has confirmed it; possible only with reject-publish.
  'dead-letter-strategy': 'at-least-once',
};

/** For people to look at. The oldest give way, so that a flood of bad messages cannot fill the disk. */
const DEAD_LETTER_QUEUE = {
  'max-length': 10_000,
  overflow: 'drop-head',
  'message-ttl': 14 * DAY_MS,
  // To look at a message in the management page is to take it and to reject it: it must not be gone after 20 looks.
  'delivery-limit': -1,
};

/** The desired state of the virtual host. */
export const topology: Topology = {
  exchanges: [
    { name: 'video', type: 'direct' },
    { name: 'mp3', type: 'direct' },
    { name: 'dead', type: 'direct' },
  ],
  queues: [
    { name: 'video.dead', policy: DEAD_LETTER_QUEUE },
    { name: 'mp3.dead', policy: DEAD_LETTER_QUEUE },
    {
      name: 'video',
      policy: {
        ...WORK_QUEUE,
        'dead-letter-routing-key': 'video',
        // A conversion holds its message for as long as it takes: up to 4 hours of video, on a slow machine. After this
        // the broker takes the message from a converter that hangs; its 30 s lease has freed the job long before.
        'consumer-timeout': DAY_MS / 2,
      },
    },
    { name: 'mp3', policy: { ...WORK_QUEUE, 'dead-letter-routing-key': 'mp3' } },
  ],
  bindings: [
    { exchange: 'video', queue: 'video', routingKey: 'video' },
    { exchange: 'mp3', queue: 'mp3', routingKey: 'mp3' },
    { exchange: 'dead', queue: 'video.dead', routingKey: 'video' },
    { exchange: 'dead', queue: 'mp3.dead', routingKey: 'mp3' },
  ],
  users: [
    { name: 'gateway', write: '^video$', read: NOTHING },
    { name: 'converter', write: '^mp3$', read: '^video$' },
    { name: 'notification', write: NOTHING, read: '^mp3$' },
  ],
};
