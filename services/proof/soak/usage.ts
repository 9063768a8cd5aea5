import { readdir } from 'node:fs/promises';
import { callManagement } from '@vc/local/datastores/rabbitmq-management.ts';
import type { Datastores } from '@vc/local/datastores.ts';
import { SERVICES, type ServiceName } from '@vc/local/product/programs.ts';
import type { Product } from '@vc/local/product.ts';
import { withClient } from '@vc/local/provision.ts';
import { readMemory } from '../process-memory.ts';

/** What is measured of each service, with its unit. */
export const MEASURES = {
  memory: 'MiB',
  descriptors: '',
  'AMQP connections': '',
  'AMQP channels': '',
  'PostgreSQL connections': '',
} as const;
export type Measure = keyof typeof MEASURES;

/** What one service has in use at a moment. */
export type Usage = Record<Measure, number>;

/** Looks at each service: its process as the kernel sees it, its connections as the servers at the other end count them. */
export async function measureUsage(
  { services }: Pick<Product, 'services'>,
  datastores: Datastores,
): Promise<Record<ServiceName, Usage>> {
  const [amqp, postgres] = await Promise.all([countAmqp(datastores), countPostgres(datastores)]);
  const usage = {} as Record<ServiceName, Usage>;
  for (const name of SERVICES) {
    const { pid } = services[name];
    if (pid === undefined) throw new Error(`${name} does not run`);
    const own = amqp.filter(({ user }) => user === name);
    usage[name] = {
      memory: await readMemory(pid, 'now'),
      descriptors: (await readdir(`/proc/${pid}/fd`)).length,
      'AMQP connections': own.length,
      'AMQP channels': own.reduce((sum, { channels }) => sum + channels, 0),
      'PostgreSQL connections': postgres.get(name) ?? 0,
    };
  }
  return usage;
}

/** Each service has a user of its own at the broker, named like itself. */
async function countAmqp({ rabbitmq }: Datastores): Promise<{ user: string; channels: number }[]> {
  const answer = await callManagement(rabbitmq.apiUrl, 'GET', '/api/connections');
  if (!answer.ok) throw new Error(`the management API answered ${answer.status}`);
  return (await answer.json()) as { user: string; channels: number }[];
}

/** Each service has a role of its own, named like itself. */
function countPostgres({ postgres }: Datastores): Promise<Map<string, number>> {
  return withClient(postgres.url, async client => {
    const { rows } = await client.query<{ usename: string; count: string }>(
      'select usename, count(*)::text from pg_stat_activity where usename is not null group by usename',
    );
    return new Map(rows.map(({ usename, count }) => [usename, Number(count)]));
  });
}
