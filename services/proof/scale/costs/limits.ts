import type { TestProduct } from '@vc/local/testing/product.ts';
import type { Watch } from '../watch.ts';
import { measureBroker } from './broker-limit.ts';
import { measurePostgres } from './postgres-limit.ts';

/** What one server of each kind has done on this machine, while its client and everything else shared the cores with it. */
export type Limits = {
  /** Transactions a second of whole jobs, and what a job's rows take with their indexes. */
  postgres: { transactionsPerSecond: number; jobBytes: number };
  /** Messages a second, each published, confirmed, delivered and acked. */
  broker: { messagesPerSecond: number };
};

/** For how long each is pushed. */
export const PUSH_SECONDS = 6;

/** Stops the services and pushes their datastores as far as they go. */
export async function measureLimits(product: TestProduct, { tell, signal }: Watch): Promise<Limits> {
  await product.stop();
  signal.throwIfAborted();
  tell('as many jobs as PostgreSQL takes');
  const postgres = await measurePostgres(product);
  signal.throwIfAborted();
  tell('as many messages as RabbitMQ takes');
  return { postgres, broker: await measureBroker(product) };
}
