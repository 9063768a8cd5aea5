import { connect } from 'amqplib';

const CONNECT_LIMIT_MS = 5_000;

/** Counts the messages of a queue that wait for a consumer, by a passive declaration: exact, and it leaves them alone. */
export async function countReady(amqpUrl: string, queue: string): Promise<number> {
  const connection = await connect(amqpUrl, { timeout: CONNECT_LIMIT_MS });
  connection.on('error', () => {}); // the call under way is rejected
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => {});
    const { messageCount } = await channel.checkQueue(queue);
    return messageCount;
  } finally {
    await connection.close().catch(() => {});
  }
}
