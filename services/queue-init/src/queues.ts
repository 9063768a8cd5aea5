import { pause } from '@vc/kit/loop.ts';
import { type Broker, changed, type Outcome, Refusal, unchanged } from './broker.ts';
import type { Queue } from './topology.ts';

type FoundQueue = {
  type: string;
  durable: boolean;
  auto_delete: boolean;
  arguments: Record<string, unknown>;
  messages_unacknowledged: number;
};

const QUORUM = { 'x-queue-type': 'quorum' };

/** Makes a queue, anew where another kind bears its name: `checkQueues` has said that this loses nothing. */
export async function declareQueue(broker: Broker, queue: Queue): Promise<Outcome> {
  const path = ['queues', broker.vhost, queue.name];
  const subject = `queue ${queue.name}`;
  const found = await findQueue(broker, queue.name);
  if (found && isRight(found)) return unchanged(subject);
  if (found) await broker.api.remove(path);
  await broker.api.put(path, { durable: true, auto_delete: false, arguments: QUORUM });
  return changed(subject, found ? `replaced (it was ${describe(found)})` : 'created');
}

/**
 * Looks for queues that would have to be made anew but hold messages: before anything is changed.
 *
 * @throws {Refusal} naming the first such queue
 */
export async function checkQueues(broker: Broker, queues: Queue[]): Promise<void> {
  for (const { name } of queues) {
    const found = await findQueue(broker, name);
    if (!found || isRight(found)) continue;
    const held = await countHeld(broker, name);
    if (held === 0) continue;
    throw new Refusal(
      `Queue "${name}" is ${describe(found)} and holds ${held} message(s). It must become a durable quorum queue ` +
        'without arguments, which can only be made anew, and that would lose them. Nothing was changed. ' +
        'Let its consumers empty it, or move or purge the messages; then run queue-init again.',
    );
  }
}

/** Messages with consumers are known from statistics only: old ones could miss what was delivered just now. */
async function countHeld(broker: Broker, name: string): Promise<number> {
  const ready = await broker.countReady(name);
  if (ready > 0) return ready;
  await pause(broker.statisticsAgeMs);
  const found = await findQueue(broker, name);
  return (await broker.countReady(name)) + (found?.messages_unacknowledged ?? 0);
}

function findQueue({ api, vhost }: Broker, name: string): Promise<FoundQueue | undefined> {
  return api.find<FoundQueue>(['queues', vhost, name]);
}

function isRight(found: FoundQueue): boolean {
  return (
    found.type === 'quorum' && found.durable && !found.auto_delete && surplusArguments(found).length === 0
  );
}

function surplusArguments(found: FoundQueue): string[] {
  return Object.keys(found.arguments).filter(name => !(name in QUORUM));
}

function describe(found: FoundQueue): string {
  const surplus = surplusArguments(found);
  const kind = `a ${found.durable ? 'durable' : 'transient'} ${found.type} queue`;
  return surplus.length === 0 ? kind : `${kind} with ${surplus.join(', ')}`;
}
