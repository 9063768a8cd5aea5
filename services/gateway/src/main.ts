import { ensureIndexes } from '@vc/blobs/indexes.ts';
import { openMedia } from '@vc/blobs/media.ts';
import { removeFile } from '@vc/blobs/remove.ts';
import { watchJobs } from '@vc/jobs/changes.ts';
import { startHousekeeping, startRelay } from '@vc/jobs/relay.ts';
import { onceUp, startAdminServer } from '@vc/kit/admin-server.ts';
import { connectBroker } from '@vc/kit/broker.ts';
import { openDatabase } from '@vc/kit/database.ts';
import { configOrExit, runProcess } from '@vc/kit/lifecycle.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { startLoop } from '@vc/kit/loop.ts';
import { sql } from 'kysely';
import { buildApp } from './app.ts';
import { readConfig } from './config.ts';
import { bindDependencies } from './dependencies.ts';
import { createHub } from './events/hub.ts';
import { createAuthClient } from './identity/auth-client.ts';
import { createKeyRing } from './identity/key-ring.ts';
import type { GatewayDatabase } from './job-reader.ts';
import { createNotificationClient } from './notification-client.ts';

/** Nothing else makes the store's indexes: neither when it could not be done at first, nor for one that comes back empty. */
const INDEXES_EVERY_MS = 60_000;

const config = configOrExit(readConfig);
const log = createLogger('gateway', config.LOG_LEVEL);

await runProcess(log, async resources => {
  const db = openDatabase<GatewayDatabase>({ url: config.DATABASE_URL, log, poolSize: 20 });
  resources.defer('database', () => db.destroy());
  const media = openMedia({ url: config.MONGODB_URL, log });
  resources.defer('media store', () => media.close());
  const broker = await connectBroker({ url: config.RABBITMQ_URL, log, onConnect: () => relay.wake() });
  resources.defer('broker', () => broker.close());

  const hub = createHub();
  const retention = { endedSeconds: config.RETENTION_SECONDS };
  const relay = startRelay({
    db,
    route: 'video',
    publish: broker.publish,
    isConnected: broker.isConnected,
    retention,
    log,
  });
  resources.defer('relay', () => relay.close());
  const housekeeping = startHousekeeping({
    db,
    removeFile: (bucket, file) => removeFile(media, bucket, file),
    log,
  });
  resources.defer('housekeeping', () => housekeeping.close());
  const changes = watchJobs({
    url: config.DATABASE_URL,
    log,
    onChange(change) {
      hub.publish(change);
      if (change.state === 'stored') relay.wake();
    },
  });
  resources.defer('changes', () => changes.close());

  const auth = createAuthClient({ name: 'auth', url: config.AUTH_URL, token: config.AUTH_TOKEN });
  const notification = createNotificationClient({
    name: 'notification',
    url: config.NOTIFICATION_URL,
    token: config.NOTIFICATION_TOKEN,
  });
  const keyRing = createKeyRing(auth, log);
  resources.defer('key ring', () => keyRing.close());

  const admin = await startAdminServer({
    host: config.HOST,
    port: config.ADMIN_PORT,
    log,
    checks: {
      database: onceUp(() => sql`select 1`.execute(db).then(() => true)),
      'media store': onceUp(() => media.isUp()),
      'keys of auth': () => keyRing.isReady(),
    },
  });
  resources.defer('admin port', () => admin.close());

  const app = await buildApp({
    log,
    publicUrl: config.PUBLIC_URL,
    trustedProxies: config.TRUSTED_PROXIES,
    pageDirectory: config.PAGE_DIR,
    auth,
    notification,
    keyRing,
    ...bindDependencies({ config, db, media, publish: broker.publish, hub, log }),
  });
  resources.defer('http server', () => app.close(), 25_000);
  await app.listen({ host: config.HOST, port: config.PORT });
  const indexes = startLoop({
    name: 'indexes',
    everyMs: INDEXES_EVERY_MS,
    log,
    async task() {
      if (await media.isUp()) await ensureIndexes(media);
      return false;
    },
  });
  resources.defer('indexes', () => indexes.close());
  void media.connected.then(() => indexes.wake());
});
