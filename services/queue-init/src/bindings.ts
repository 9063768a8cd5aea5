import { type Broker, changed, type Outcome, unchanged } from './broker.ts';
import type { Binding, Topology } from './topology.ts';

type FoundBinding = {
  source: string;
  destination: string;
  destination_type: 'queue' | 'exchange';
  routing_key: string;
  arguments: object;
  properties_key: string;
};

/** Makes a binding. */
export async function declareBinding(
  { api, vhost }: Broker,
  found: FoundBinding[],
  wanted: Binding,
): Promise<Outcome> {
  const subject = `binding ${wanted.exchange} -> ${wanted.queue}`;
  if (found.some(binding => isSame(binding, wanted))) return unchanged(subject);
  await api.post(['bindings', vhost, 'e', wanted.exchange, 'q', wanted.queue], {
    routing_key: wanted.routingKey,
    arguments: {},
  });
  return changed(subject, 'created');
}

/** Removes a binding that would bring messages where nobody expects them. */
export async function removeBinding({ api, vhost }: Broker, surplus: FoundBinding): Promise<Outcome> {
  const kind = surplus.destination_type === 'queue' ? 'q' : 'e';
  await api.remove([
    'bindings',
    vhost,
    'e',
    surplus.source,
    kind,
    surplus.destination,
    surplus.properties_key,
  ]);
  const subject = `binding ${surplus.source} -> ${surplus.destination}`;
  return changed(subject, `removed (routing key "${surplus.routing_key}" is not ours)`);
}

/** All bindings of the virtual host. */
export function findBindings({ api, vhost }: Broker): Promise<FoundBinding[]> {
  return api.get<FoundBinding[]>(['bindings', vhost]);
}

/** Bindings from an exchange of ours or to a queue of ours that the topology does not know. */
export function surplusBindings(found: FoundBinding[], topology: Topology): FoundBinding[] {
  const exchanges = new Set(topology.exchanges.map(exchange => exchange.name));
  const queues = new Set(topology.queues.map(queue => queue.name));
  return found.filter(
    binding =>
      binding.source !== '' && // every queue is bound to the default exchange, for good
      (exchanges.has(binding.source) ||
        (binding.destination_type === 'queue' && queues.has(binding.destination))) &&
      !topology.bindings.some(wanted => isSame(binding, wanted)),
  );
}

function isSame(found: FoundBinding, wanted: Binding): boolean {
  return (
    found.source === wanted.exchange &&
    found.destination === wanted.queue &&
    found.destination_type === 'queue' &&
    found.routing_key === wanted.routingKey &&
    Object.keys(found.arguments).length === 0
  );
}
