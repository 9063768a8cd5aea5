import { join } from 'node:path';
import { freePort } from '../native/free-port.ts';
import { SetupError } from '../setup-error.ts';
import { startContainer } from './container.ts';
import { keptPassword } from './credentials.ts';
import type { DatastoreOptions, Rabbitmq } from './datastore.ts';
import { somebodyElses } from './environment.ts';
import { isBrokerReady } from './rabbitmq-management.ts';

/** The server that RABBITMQ_ADMIN_URL (AMQP) and RABBITMQ_API_URL (management) name, of one administrator. */
export function rabbitmqOfEnvironment(env: NodeJS.ProcessEnv): Rabbitmq | undefined {
  const { RABBITMQ_ADMIN_URL: url, RABBITMQ_API_URL: apiUrl } = env;
  if (!url && !apiUrl) return undefined;
  if (!url || !apiUrl) {
    throw new SetupError('Set RABBITMQ_ADMIN_URL and RABBITMQ_API_URL both, or neither of them.');
  }
  const somebody = somebodyElses('RabbitMQ', 'RABBITMQ_ADMIN_URL');
  return { ...somebody, url, apiUrl, control: somebody.refuse };
}

/** RabbitMQ as a container. The administrator takes the place of the default user `guest`, which is never made. */
export async function startRabbitmqContainer({ directory }: DatastoreOptions): Promise<Rabbitmq> {
  const password = await keptPassword(join(directory, 'password'));
  const [amqp, management] = [await freePort(), await freePort()];
  const apiUrl = `http://admin:${password}@127.0.0.1:${management}`;
  const datastore = await startContainer('RabbitMQ', {
    image: 'rabbitmq:4.3-management',
    data: { source: join(directory, 'data'), target: '/var/lib/rabbitmq' },
    ports: [
      { container: 5672, host: amqp },
      { container: 15672, host: management },
    ],
    configure: container =>
      container
        .withHostname('rabbitmq') // part of the node's name, and so of its data
        .withEnvironment({ RABBITMQ_DEFAULT_USER: 'admin', RABBITMQ_DEFAULT_PASS: password }),
    isReady: () => isBrokerReady(apiUrl, 5672),
  });
  const control = (...args: string[]) => datastore.exec(['rabbitmqctl', ...args]);
  return { ...datastore, url: `amqp://admin:${password}@127.0.0.1:${amqp}`, apiUrl, control };
}
