import { callManagement } from '@vc/local/datastores/rabbitmq-management.ts';
import type { World } from '../ledger/world.ts';

/** Asks the broker's management API. @throws when it refuses */
export async function manage(
  { datastores }: Pick<World, 'datastores'>,
  method: string,
  path: string,
): Promise<Response> {
  const answer = await callManagement(datastores.rabbitmq.apiUrl, method, path);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** How many messages a queue has, those under way included; undefined where there is no such queue. */
export async function countMessages(
  { datastores }: Pick<World, 'datastores'>,
  queue: string,
): Promise<number | undefined> {
  const answer = await callManagement(datastores.rabbitmq.apiUrl, 'GET', `/api/queues/%2F/${queue}`);
  return answer.ok ? ((await answer.json()) as { messages?: number }).messages : undefined;
}
