import { pause } from '@vc/kit/loop.ts';
import { WAYS, whileAway, whileFrozen } from '../faults/instruments/away.ts';
import type { Links } from '../faults/instruments/links.ts';
import { findRunning, signal } from '../faults/instruments/processes.ts';
import type { Replica } from '../faults/instruments/replica.ts';
import type { Trouble } from '../faults/instruments/trouble.ts';
import type { World } from '../faults/ledger/world.ts';
import type { Random } from '../faults/random.ts';

/** What disturbances work on. */
export interface Target {
  world: Pick<World, 'product' | 'datastores' | 'mailSink'>;
  links: Links;
  /** One more process of some services: these are killed, since the memory of the others is watched from start to end. */
  replicas: readonly [Replica, ...Replica[]];
  random: Random;
}

/** Does something bad, takes it back, and says what it was. */
type Disturbance = (target: Target) => Promise<string>;

const TROUBLES: readonly [Trouble, ...Trouble[]] = [
  { kind: 'slow', bytesPerSecond: 50_000, delayMs: 20 },
  { kind: 'half-open', swallows: ['to-server'] },
  { kind: 'half-open', swallows: ['to-client'] },
  { kind: 'half-open', swallows: ['to-server', 'to-client'] },
  { kind: 'cut-after', bytes: 500 },
  { kind: 'reset' },
];

const MAIL_TROUBLES = ['reject-temporarily', 'cut-after-data', 'hang'] as const;

/** One to fifteen seconds: shorter and longer than the limits that services have for each other. */
const hold = (random: Random) => pause(1_000 + random.below(14_000));

const DISTURBANCES: readonly [Disturbance, ...Disturbance[]] = [
  async function datastoreAway({ world: { datastores }, random }) {
    const datastore = random.pick([datastores.postgres, datastores.mongodb, datastores.rabbitmq]);
    const way = random.pick(WAYS);
    await whileAway(datastore, way, () => hold(random));
    return `${datastore.name} ${way}`;
  },
  async function serviceFrozen({ world: { product }, random }) {
    const { auth, gateway, converter, notification } = product.services;
    const service = random.pick([auth, gateway, converter, notification]);
    await whileFrozen(service, () => hold(random));
    return `${service.name} frozen`;
  },
  async function replicaEnded({ replicas, random }) {
    const replica = random.pick(replicas);
    const way = random.pick(['kill', 'stop'] as const);
    await replica[way]();
    await replica.start();
    return `${replica.name} ${way === 'kill' ? 'killed' : 'stopped'}`;
  },
  async function linkInTrouble({ links, random }) {
    const [first, ...rest] = links.all;
    if (!first) throw new Error('there are no links');
    const link = random.pick([first, ...rest]);
    const trouble = random.pick(TROUBLES);
    link.trouble(trouble);
    try {
      await hold(random);
    } finally {
      link.heal();
    }
    return `${link.name} ${trouble.kind}`;
  },
  async function mailServerInTrouble({ world: { mailSink }, random }) {
    const behaviour = random.pick(MAIL_TROUBLES);
    mailSink.behave(behaviour);
    try {
      await hold(random);
    } finally {
      mailSink.behave('accept');
    }
    return `mail server: ${behaviour}`;
  },
  async function ffmpegKilled({ world: { product } }) {
    const killed = findRunning('ffmpeg', product.services.converter.pid ?? 0).filter(pid =>
      signal(pid, 'SIGKILL'),
    );
    return `${killed.length} ffmpeg killed`;
  },
];

/** Draws one by lot and does it. @returns what it was */
export function disturb(target: Target): Promise<string> {
  return target.random.pick(DISTURBANCES)(target);
}
