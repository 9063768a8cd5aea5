import { isDeepStrictEqual } from 'node:util';
import { type Broker, changed, type Outcome, Refusal, unchanged } from './broker.ts';
import type { Queue } from './topology.ts';

type Policy = { pattern: string; definition: object; priority: number; 'apply-to': string };

/** Above 0, the priority of a policy for everything that an operator adds without a second thought. */
const PRIORITY = 10;

/** Sets the policy of a queue, which bears the queue's name; before the queue exists, so that it never is without. */
export async function declarePolicy({ api, vhost }: Broker, queue: Queue): Promise<Outcome> {
  const path = ['policies', vhost, queue.name];
  const subject = `policy ${queue.name}`;
  const wanted: Policy = {
    pattern: `^${queue.name.replaceAll('.', '\\.')}$`,
    definition: queue.policy,
    priority: PRIORITY,
    'apply-to': 'quorum_queues',
  };
  const found = await api.find<Policy>(path);
  if (found && isSame(found, wanted)) return unchanged(subject);
  await api.put(path, wanted);
  return changed(subject, found ? 'changed' : 'created');
}

/**
 * A queue has one policy only, so that one of a higher priority takes ours away.
 *
 * @throws {Refusal} where that is so
 */
export async function checkPolicy({ api, vhost }: Broker, queue: Queue): Promise<void> {
  const { policy } = await api.get<{ policy?: string }>(['queues', vhost, queue.name]);
  if (policy === queue.name) return;
  throw new Refusal(
    `Policy "${policy}" overrules policy "${queue.name}" on queue "${queue.name}", which has no dead letters and no limits ` +
      `that way. Delete it, or give it a priority below ${PRIORITY}; then run queue-init again.`,
  );
}

function isSame(found: Policy, wanted: Policy): boolean {
  return (Object.keys(wanted) as (keyof Policy)[]).every(key => isDeepStrictEqual(found[key], wanted[key]));
}
