import { join } from 'node:path';
import { startPostgres } from '@vc/local/datastores.ts';
import { freePort } from '@vc/local/native/free-port.ts';
import { runJob } from '@vc/local/product/job-process.ts';
import { generateSecrets } from '@vc/local/product/secrets.ts';
import { createServiceProcess } from '@vc/local/product/service-process.ts';
import { silentProgress } from '@vc/local/progress.ts';
import { provisionPostgres } from '@vc/local/provision.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { withoutServers } from '@vc/local/testing/without-servers.ts';
import { type AuthClient, createAuthClient } from '../../gateway/src/identity/auth-client.ts';

/** The service `auth` as a process over a PostgreSQL of its own, and the gateway's client of it. */
export type AuthProcess = AsyncDisposable & { client: AuthClient; url: string; token: string };

/** Starts both; it takes some five seconds. */
export async function startAuthProcess(): Promise<AuthProcess> {
  await using opened = new AsyncDisposableStack();
  const directory = await createTemporaryDirectory();
  opened.defer(() => removeDirectory(directory));
  const postgres = await startPostgres({
    directory: join(directory, 'postgres'),
    durable: true,
    progress: silentProgress,
    env: withoutServers(),
  });
  opened.defer(() => postgres.stop());

  const secrets = generateSecrets();
  const logFile = join(directory, 'auth.log');
  const urls = await provisionPostgres(postgres.url, {
    database: 'video_converter',
    passwords: secrets.database,
  });
  await runJob('migrate auth', { DATABASE_URL: urls.auth_owner }, { logFile });
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
