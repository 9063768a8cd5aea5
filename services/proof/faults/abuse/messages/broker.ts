import { type Channel, type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import type { World } from '../world.ts';

/** Users of the broker: the services, and the administrator. */
export type BrokerUser = 'gateway' | 'converter' | 'notification' | 'administrator';

/** Connects as a user. */
export async function connectAs(
  { product }: Pick<World, 'product'>,
  user: BrokerUser,
): Promise<ChannelModel> {
  const url = new URL(product.datastores.rabbitmq.url);
  if (user !== 'administrator') {
    url.username = user;
    url.password = product.secrets.broker[user];
  }
  const model = await connect(url.href);
  model.on('error', () => {}); // what the broker refuses shows in the channel
  return model;
}

/** Does something on a channel of its own, and returns the code by which the broker closed it, if it did. */
export async function attempt(
  model: ChannelModel,
  work: (channel: ConfirmChannel) => Promise<unknown>,
): Promise<number | undefined> {
  const channel = await model.createConfirmChannel();
  let code: number | undefined;
  channel.on('error', error => {
    code = (error as { code?: number }).code;
  });
  try {
    await work(channel);
    await channel.close();
    return undefined;
  } catch (error) {
    return code ?? (error as { code?: number }).code ?? failed(error);
  }
}

function failed(error: unknown): never {
  throw error;
}

/** Messages that wait on a queue. */
export async function countMessages(channel: Channel, queue: string): Promise<number> {
  return (await channel.checkQueue(queue)).messageCount;
}
