import { join } from 'node:path';
import { freePort } from '@vc/local/native/free-port.ts';
import { createServiceProcess } from '@vc/local/product/service-process.ts';
import { type AuthClient, createAuthClient } from '../../gateway/src/identity/auth-client.ts';
import { startDatabase } from './database/database.ts';

/** The service `auth` as a process over a PostgreSQL of its own, and the gateway's client of it. */
export type AuthProcess = AsyncDisposable & { client: AuthClient; url: string; token: string };

/** Starts both; it takes some five seconds. */
export async function startAuthProcess(): Promise<AuthProcess> {
  await using opened = new AsyncDisposableStack();
  const { urls, secrets, directory } = opened.use(await startDatabase('auth'));
  const logFile = join(directory, 'auth.log');
  const port = await freePort();
  const auth = createServiceProcess({
    name: 'auth',
    logFile,
    variables: {
      HOST: '127.0.0.1',
      PORT: String(port),
      ADMIN_PORT: String(await freePort()),
      DATABASE_URL: urls.auth,
      JWT_KEYS: secrets.jwtKeys,
      TOTP_KEY: secrets.totpKey,
      GATEWAY_TOKEN: secrets.gatewayToAuth,
      NOTIFICATION_TOKEN: secrets.notificationToAuth,
      REGISTRATION: 'true',
      CONFIRM_ADDRESSES: 'false',
    },
  });
  opened.defer(() => auth.stop());
  await auth.start();
  const address = { url: `http://127.0.0.1:${port}`, token: secrets.gatewayToAuth };
  const client = createAuthClient({
    name: 'auth',
    ...address,
    timeoutMs: 60_000, // on a busy machine a login that waits for its turn is slow, not lost
  });
  const all = opened.move();
  return { client, ...address, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
