import type { AddressInfo } from 'node:net';
import { openMedia } from '@vc/blobs/media.ts';
import { watchJobs } from '@vc/jobs/changes.ts';
import { startRelay } from '@vc/jobs/relay.ts';
import { connectBroker } from '@vc/kit/broker.ts';
import { openDatabase } from '@vc/kit/database.ts';
import { onTestFinished } from 'vitest';
import { buildApp, type GatewayDeps } from '../../src/app.ts';
import type { Config } from '../../src/config.ts';
import { bindDependencies } from '../../src/dependencies.ts';
import { createHub } from '../../src/events/hub.ts';
import type { GatewayDatabase } from '../../src/job-reader.ts';
import { keyRingOf, log, noAuth, noNotification } from './app.ts';
import type { World } from './world.ts';

/** A gateway that listens. */
export type Gateway = { url: string; port: number; world: World; close(): Promise<void> };

const DEFAULTS = {
  UPLOAD_MAX_BYTES: 20_000_000,
  UPLOAD_IDLE_SECONDS: 30,
  UPLOADS_AT_ONCE: 50,
  QUOTA_UPLOADS: 3,
  QUOTA_UNFINISHED_JOBS: 20,
  QUOTA_BYTES: 1_000_000_000,
  RETENTION_SECONDS: 7 * 24 * 3600,
};

/** What a test wants different of a gateway: its limits, or a dependency of a route. */
export type GatewayOptions = {
  config?: Partial<Config>;
  upload?: Partial<GatewayDeps['upload']>;
  download?: Partial<GatewayDeps['download']>;
};

/** Starts a gateway as `main.ts` does, but for `auth`: its keys are those of the world. */
export async function startGateway(world: World, options: GatewayOptions = {}): Promise<Gateway> {
  const db = openDatabase<GatewayDatabase>({ url: world.databaseUrl, log });
  const media = openMedia({ url: world.mongodbUrl, log });
  const broker = await connectBroker({
    url: world.topology.urlFor('gateway'),
    log,
    onConnect: () => relay.wake(),
  });
  const relay = startRelay({
    db,
    route: 'video',
    publish: broker.publish,
    isConnected: broker.isConnected,
    retention: { endedSeconds: 3600 },
    log,
  });
  const hub = createHub();
  const changes = watchJobs({ url: world.databaseUrl, log, onChange: hub.publish });
  const config = { ...DEFAULTS, ...options.config } as Config; // the URLs in it are of no use to the routes
  const bound = bindDependencies({ config, db, media, publish: broker.publish, hub, log });
  const app = await buildApp({
    log,
    publicUrl: 'http://video.test',
    trustedProxies: '',
    auth: noAuth,
    notification: noNotification,
    keyRing: keyRingOf(world.key),
    ...bound,
    upload: { ...bound.upload, ...options.upload },
    download: { ...bound.download, ...options.download },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    world,
    async close() {
      await app.close();
      await Promise.all([changes.close(), relay.close(), broker.close()]);
      await Promise.all([media.close(), db.destroy()]);
    },
  };
}

/** A gateway for one test, closed at its end. */
export async function startGatewayForTest(world: World, options?: GatewayOptions): Promise<Gateway> {
  const gateway = await startGateway(world, options);
  onTestFinished(() => gateway.close());
  return gateway;
}
