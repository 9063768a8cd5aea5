import { startAdminServer } from '@vc/kit/admin-server.ts';
import { connectBroker } from '@vc/kit/broker.ts';
import { openDatabase } from '@vc/kit/database.ts';
import { configOrExit, runProcess } from '@vc/kit/lifecycle.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { createServiceClient } from '@vc/kit/service-client.ts';
import { buildApp } from './app.ts';
import { startCleaning } from './cleaning.ts';
import { readConfig } from './config.ts';
import { createContactLookup } from './contacts.ts';
import { createEndedJobConsumer } from './ended-jobs.ts';
import { createOutbound } from './outbound.ts';
import { parseAllowedHosts } from './outbound-url.ts';
import { isSchemaReady } from './readiness.ts';
import type { Database } from './schema.ts';
import { LONGEST_ATTEMPT_MS, startSenders } from './senders.ts';

const config = configOrExit(() => readConfig(process.env));
const log = createLogger('notification', config.LOG_LEVEL);

await runProcess(log, async ({ defer }) => {
  const db = openDatabase<Database>({ url: config.DATABASE_URL, log, poolSize: 20 });
  defer('database', () => db.destroy());

  const checks = { database: () => isSchemaReady(db) };
  const admin = await startAdminServer({ host: config.HOST, port: config.ADMIN_PORT, log, checks });
  defer('admin port', admin.close);

  const cleaning = startCleaning(db, log);
  defer('cleaning', cleaning.close);

  const allowedHosts = parseAllowedHosts(config.OUTBOUND_ALLOW);
  const post = createOutbound({ allowed: allowedHosts });
  const senders = startSenders({ db, post, config, log });
  defer('senders', senders.close, LONGEST_ATTEMPT_MS);

  const auth = createServiceClient({ name: 'auth', url: config.AUTH_URL, token: config.AUTH_TOKEN });
  const findContact = createContactLookup(auth);
  const consumer = createEndedJobConsumer({ db, findContact, onDeliveries: senders.wake });
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
  defer('server', () => app.close());
  await app.listen({ host: config.HOST, port: config.PORT });
});
