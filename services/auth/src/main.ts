import { availableParallelism } from 'node:os';
import { startAdminServer } from '@vc/kit/admin-server.ts';
import { openDatabase } from '@vc/kit/database.ts';
import { configOrExit, runProcess } from '@vc/kit/lifecycle.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { buildApp } from './app.ts';
import { loadAuthConfig } from './config.ts';
import type { AuthDatabase } from './database.ts';
import { createGate } from './gate.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createPasswords } from './passwords.ts';
import { isSchemaReady } from './readiness.ts';

const config = configOrExit(() => loadAuthConfig());
const log = createLogger('auth', config.LOG_LEVEL);

await runProcess(log, async resources => {
  const db = openDatabase<AuthDatabase>({ url: config.DATABASE_URL, log });
  resources.defer('database', () => db.destroy());

  const checks = { database: () => isSchemaReady(db) };
  const admin = await startAdminServer({ host: config.HOST, port: config.ADMIN_PORT, log, checks });
  resources.defer('admin port', () => admin.close());

  const housekeeping = startHousekeeping(db, log);
  resources.defer('housekeeping', () => housekeeping.close());

  // Two logins a core keep it busy while one waits for the database. A full queue takes some 2.5 s, half the time after
  // which the gateway gives up.
  const running = 2 * availableParallelism();
  const app = buildApp({
    db,
    log,
    gate: createGate({ running, waiting: 16 * running }),
    passwords: createPasswords(),
    totpKey: config.TOTP_KEY,
    tokenTtl: config.TOKEN_TTL,
    signingKeys: config.signingKeys,
    callers: { gateway: config.GATEWAY_TOKEN, notification: config.NOTIFICATION_TOKEN },
    isRegistrationOpen: config.REGISTRATION,
    mustConfirmAddresses: config.CONFIRM_ADDRESSES,
  });
  resources.defer('server', () => app.close());
  await app.listen({ host: config.HOST, port: config.PORT });
});
