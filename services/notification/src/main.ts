import { startAdminServer } from '@vc/kit/admin-server.ts';
import { connectBroker } from '@vc/kit/broker.ts';
import { openDatabase } from '@vc/kit/database.ts';
import { configOrExit, runProcess } from '@vc/kit/lifecycle.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { startLoop } from '@vc/kit/loop.ts';
import { createServiceClient } from '@vc/kit/service-client.ts';
import { sql } from 'kysely';
import { buildApp } from './app.ts';
import { readConfig } from './config.ts';
import { createContactLookup } from './contacts.ts';
import { deleteOldDeliveries } from './deliveries.ts';
import { createEndedJobConsumer } from './ended-jobs.ts';
import { createOutbound } from './outbound.ts';
import { parseAllowedHosts } from './outbound-url.ts';
import type { Database } from './schema.ts';
import { startSenders } from './senders.ts';

const CLEANING_EVERY_MS = 3_600_000;
/** The longest attempt to send is 25 s; what is cut off here is taken over when its lease ends. */
const SENDERS_CLOSE_MS = 26_000;

const config = configOrExit(() => readConfig(process.env));
const log = createLogger('notification', config.LOG_LEVEL);

await runProcess(log, async ({ defer }) => {
  const db = openDatabase<Database>({ url: config.DATABASE_URL, log, poolSize: 20 });
  defer('database', () => db.destroy());

  const allowedHosts = parseAllowedHosts(config.OUTBOUND_ALLOW);
  const post = createOutbound({ allowed: allowedHosts });
  const senders = startSenders({ db, post, config, log });
  defer('senders', senders.close, SENDERS_CLOSE_MS);
  const cleaning = startLoop({
    name: 'clean',
    everyMs: CLEANING_EVERY_MS,
    log,
    task: async () => void (await deleteOldDeliveries(db)),
  });
  defer('cleaning', cleaning.close);

  const auth = createServiceClient({ name: 'auth', url: config.AUTH_URL, token: config.AUTH_TOKEN });
  const consumer = createEndedJobConsumer({
    db,
    findContact: createContactLookup(auth),
    onDeliveries: senders.wake,
  });
  const broker = await connectBroker({ url: config.RABBITMQ_URL, log, consumers: [consumer] });
  defer('broker', broker.close);

  const app = buildApp({
    db,
    log,
    gatewayToken: config.GATEWAY_TOKEN,
    secretsKey: config.SECRETS_KEY,
    vapidPublicKey: config.VAPID_PUBLIC_KEY,
    allowedHosts,
    onDeliveries: senders.wake,
  });
  defer('api', () => app.close());
  await app.listen({ host: config.HOST, port: config.PORT });

  // Without the broker the API still answers; what it would bring waits there.
  const checks = { database: async () => (await sql`select 1`.execute(db)) !== undefined };
  const admin = await startAdminServer({ host: config.HOST, port: config.ADMIN_PORT, log, checks });
  defer('admin', admin.close);
});
