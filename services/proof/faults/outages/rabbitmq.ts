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
