import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type ConfirmChannel, connect, type GetMessage } from 'amqplib';
import { callManagement } from '../datastores/rabbitmq-management.ts';
import { PROGRAMS } from '../product/programs.ts';
import { createVhost, testStack } from './stack.ts';

/** A virtual host as queue-init makes it. */
export type Topology = {
  /** AMQP URL of the administrator. */
  adminUrl: string;
  apiUrl: string;
  urlFor(user: 'gateway' | 'converter' | 'notification'): string;
  /** Makes anew what is missing. */
  declare(): Promise<void>;
};

/** A virtual host of the shared broker, with the product's exchanges and queues. */
export async function createTopology(): Promise<Topology> {
  const vhost = await createVhost();
  const { passwords } = testStack();
  const topology: Topology = {
    adminUrl: vhost.url,
    apiUrl: vhost.apiUrl,
    urlFor: user => vhost.urlFor(user, passwords[user]),
    declare: () => runQueueInit(vhost.url, vhost.apiUrl),
  };
  await topology.declare();
  return topology;
}

/** The product's exchanges and queues in the default virtual host of a broker of the test's own. */
export async function declareOn(broker: { url: string; apiUrl: string }): Promise<Topology> {
  const { passwords } = testStack();
  const topology: Topology = {
    adminUrl: broker.url,
    apiUrl: broker.apiUrl,
    urlFor(user) {
      const url = new URL(broker.url);
      url.username = user;
      url.password = passwords[user];
      return url.href;
    },
    declare: () => runQueueInit(broker.url, broker.apiUrl),
  };
  await topology.declare();
  return topology;
}

async function runQueueInit(url: string, apiUrl: string): Promise<void> {
  const { passwords } = testStack();
  await promisify(execFile)(process.execPath, [PROGRAMS['queue-init']], {
    env: {
      ...process.env,
      RABBITMQ_URL: url,
      RABBITMQ_API_URL: apiUrl,
      GATEWAY_PASSWORD: passwords.gateway,
      CONVERTER_PASSWORD: passwords.converter,
      NOTIFICATION_PASSWORD: passwords.notification,
    },
  });
}

/** Adds a policy that overrules the product's, or takes it away again. */
export async function setPolicy(
  { adminUrl, apiUrl }: Topology,
  name: string,
  policy: { pattern: string; [setting: string]: string | number } | undefined,
): Promise<void> {
  const vhost = new URL(adminUrl).pathname.slice(1) || '%2F';
  const path = `/api/policies/${vhost}/${name}`;
  const { pattern, ...definition } = policy ?? {};
  const body = { pattern, definition, priority: 100, 'apply-to': 'queues' };
  const answer = await callManagement(apiUrl, policy ? 'PUT' : 'DELETE', path, policy && body);
  if (!answer.ok) throw new Error(await answer.text());
}

/** The number of messages that wait on a queue. */
export function countMessages(topology: Topology, queue: string): Promise<number> {
  return withAdmin(topology, async channel => (await channel.checkQueue(queue)).messageCount);
}

/** Takes the first message off a queue. */
export function getMessage(topology: Topology, queue: string): Promise<GetMessage> {
  return withAdmin(topology, async channel => {
    const message = await channel.get(queue, { noAck: true });
    if (!message) throw new Error(`queue "${queue}" is empty`);
    return message;
  });
}

/** Runs `work` on a channel of the administrator. */
export async function withAdmin<T>(
  { adminUrl }: Topology,
  work: (channel: ConfirmChannel) => Promise<T>,
): Promise<T> {
  const connection = await connect(adminUrl);
  try {
    return await work(await connection.createConfirmChannel());
  } finally {
    await connection.close();
  }
}
