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

/** Makes a queue, anew where another kind bears its name and is empty. Type and arguments of a queue never change. */
export async function declareQueue(broker: Broker, queue: Queue): Promise<Outcome> {
  const path = ['queues', broker.vhost, queue.name];
  const subject = `queue ${queue.name}`;
  const found = await broker.api.find<FoundQueue>(path);
  if (found && isRight(found)) return unchanged(subject);
  if (found) {
    await refuseToLose(broker, queue, found);
    await broker.api.remove(path);
  }
  await broker.api.put(path, { durable: true, auto_delete: false, arguments: QUORUM });
  return changed(subject, found ? `replaced (it was ${describe(found)})` : 'created');
}

/**
 * Looks for queues that would have to be made anew but hold messages: before anything is changed.
 *
 * @throws {Refusal} naming the first such queue
 */
export async function checkQueues(broker: Broker, queues: Queue[]): Promise<void> {
  for (const queue of queues) {
    const found = await broker.api.find<FoundQueue>(['queues', broker.vhost, queue.name]);
    if (found && !isRight(found)) await refuseToLose(broker, queue, found);
  }
}

/** Unacknowledged messages come from the management API, whose figures are up to 5 s old; the waiting ones are counted. */
async function refuseToLose(broker: Broker, queue: Queue, found: FoundQueue): Promise<void> {
  const held = (await broker.countReady(queue.name)) + found.messages_unacknowledged;
  if (held === 0) return;
  throw new Refusal(
    `Queue "${queue.name}" is ${describe(found)} and holds ${held} message(s). It must become a durable quorum queue ` +
      'without arguments, which can only be made anew, and that would lose them. ' +
      'Let its consumers empty it, or move or purge the messages; then run queue-init again. Nothing was changed.',
  );
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
