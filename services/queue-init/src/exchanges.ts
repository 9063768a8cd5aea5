import { type Broker, changed, type Outcome, unchanged } from './broker.ts';
import type { Exchange } from './topology.ts';

type FoundExchange = {
  type: string;
  durable: boolean;
  auto_delete: boolean;
  internal: boolean;
  arguments: object;
};

/** Makes an exchange, anew where another kind bears its name: an exchange holds nothing, its bindings follow. */
export async function declareExchange({ api, vhost }: Broker, exchange: Exchange): Promise<Outcome> {
  const path = ['exchanges', vhost, exchange.name];
  const subject = `exchange ${exchange.name}`;
  const found = await api.find<FoundExchange>(path);
  if (found && isRight(found, exchange)) return unchanged(subject);
  if (found) await api.remove(path);
  await api.put(path, {
    type: exchange.type,
    durable: true,
    auto_delete: false,
    internal: false,
    arguments: {},
  });
  return changed(subject, found ? `replaced (it was another kind: ${found.type})` : 'created');
}

function isRight(found: FoundExchange, exchange: Exchange): boolean {
  return (
    found.type === exchange.type &&
    found.durable &&
    !found.auto_delete &&
    !found.internal &&
    Object.keys(found.arguments).length === 0
  );
}
