import { join } from 'node:path';
import { type Datastores, startDatastores } from '../datastores.ts';
import { type MailSink, startMailSink } from '../mail-sink.ts';
import type { Variables } from '../product/environment.ts';
import type { ServiceName } from '../product/programs.ts';
import { generateSecrets, type Secrets } from '../product/secrets.ts';
import { type Product, startProduct } from '../product.ts';
import { silentProgress } from '../progress.ts';
import { createTemporaryDirectory, removeDirectory } from '../temporary-directory.ts';
import { withoutServers } from './without-servers.ts';

/** The whole product on datastores of its own, for one test file to use and to break. */
export interface TestProduct extends Product {
  datastores: Datastores;
  mailSink: MailSink;
  secrets: Secrets;
  directory: string;
  /** Logs in a new user and returns its e-mail, password and token. */
  newUser(): Promise<{ email: string; password: string; token: string }>;
  remove(): Promise<void>;
}

/**
 * Starts everything anew in a temporary folder; takes about ten seconds.
 *
 * @param options.durable whether datastores wait for the disk, as in production; tests do without
 */
export async function startTestProduct(
  variables: Partial<Record<ServiceName, Variables>> = {},
  { durable = false } = {},
): Promise<TestProduct> {
  const directory = await createTemporaryDirectory();
  await using opened = new AsyncDisposableStack();
  opened.defer(() => removeDirectory(directory));
  const datastores = await startDatastores({
    directory,
    durable,
    progress: silentProgress,
    env: withoutServers(),
  });
  opened.defer(() => datastores.stop());
  const mailSink = await startMailSink();
  opened.defer(() => mailSink.close());
  const secrets = generateSecrets();
  const product = await startProduct({
    datastores,
    secrets,
    smtpUrl: mailSink.smtpUrl,
    directory: join(directory, 'product'),
    progress: silentProgress,
    variables,
  });
  opened.defer(() => product.stop());
  const all = opened.move();
  let users = 0;
  return {
    ...product,
    datastores,
    mailSink,
    secrets,
    directory,
    async newUser() {
      users += 1;
      const email = `user-${users}@example.org`;
      const password = `password of ${email}`;
      await product.adminUser(['add', email, '--password-stdin'], password);
      return { email, password, token: await logIn(product.url, email, password) };
    },
    remove: () => all.disposeAsync(),
  };
}

/** The first of the classic curl lines. */
async function logIn(url: string, email: string, password: string): Promise<string> {
  const basic = Buffer.from(`${email}:${password}`).toString('base64');
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
  });
  if (!answer.ok) throw new Error(`login answered ${answer.status}: ${await answer.text()}`);
  return await answer.text();
}
