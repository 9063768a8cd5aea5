import { declareBinding, findBindings, removeBinding, surplusBindings } from './bindings.ts';
import { type Broker, changed, type Outcome, unchanged } from './broker.ts';
import { declareExchange } from './exchanges.ts';
import { checkPolicy, declarePolicy } from './policies.ts';
import { checkQueues, declareQueue } from './queues.ts';
import type { ServiceUser, Topology } from './topology.ts';
import { declarePermissions, declareUser } from './users.ts';

/** The password of each service's user. */
export type Passwords = Record<ServiceUser['name'], string>;

/**
 * Brings the virtual host to the desired state and tells what it did, one outcome a thing. Running it again changes
 * nothing; running it after it was interrupted finishes the work. Users come last: nobody publishes into a gap.
 *
 * @throws {Refusal} where that would lose messages (then nothing was changed), or a foreign policy overrules ours
 */
export async function* declare(
  broker: Broker,
  topology: Topology,
  passwords: Passwords,
): AsyncGenerator<Outcome> {
  yield await declareVirtualHost(broker);
  await checkQueues(broker, topology.queues);
  for (const exchange of topology.exchanges) yield await declareExchange(broker, exchange);
  for (const queue of topology.queues) {
    yield await declarePolicy(broker, queue);
    yield await declareQueue(broker, queue);
  }
  const found = await findBindings(broker);
  for (const binding of topology.bindings) yield await declareBinding(broker, found, binding);
  for (const surplus of surplusBindings(found, topology)) yield await removeBinding(broker, surplus);
  for (const user of topology.users) {
    yield await declareUser(broker, user, passwords[user.name]);
    yield* await declarePermissions(broker, user);
  }
  for (const queue of topology.queues) await checkPolicy(broker, queue);
}

async function declareVirtualHost({ api, vhost }: Broker): Promise<Outcome> {
  const subject = `virtual host ${vhost}`;
  if (await api.find(['vhosts', vhost])) return unchanged(subject);
  await api.put(['vhosts', vhost], { description: 'video converter' });
  return changed(subject, 'created');
}
