import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { connectBroker } from '@vc/kit/broker.ts';
import { startMailSink } from '@vc/local/mail-sink.ts';
import { freePort } from '@vc/local/native/free-port.ts';
import { startOwnRabbitmq } from '@vc/local/testing/stack.ts';
import { expect, onTestFinished, test } from 'vitest';
import {
  addJob,
  CONFIG,
  createHandle,
  createNotificationDatabase,
  createUsers,
  deliveriesOf,
  eventually,
  log,
  makeDue,
} from './test-notification.ts';

const AUTH_TOKEN = 'the token of notification';
const GATEWAY_TOKEN = 'the token of the gateway';

/** Starts a main as a process, with no environment but the given. */
function startMain(path: string, env: Record<string, string>) {
  const file = fileURLToPath(new URL(path, import.meta.url));
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const ended = once(child, 'close').then(async ([code]) => ({
    code: code as number | null,
    stdout: await stdout,
    stderr: await stderr,
  }));
  return { child, ended };
}

/** Stands in for `auth`. */
async function listenAsAuth(port: number, findContact: ReturnType<typeof createUsers>['findContact']) {
  const server = createServer(async (request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${AUTH_TOKEN}`;
    const contact = await findContact(/^\/users\/(.+)\/contact$/.exec(request.url ?? '')?.[1] ?? '');
    response
      .writeHead(isKnown ? 200 : 403, { 'content-type': 'application/json' })
      .end(JSON.stringify(contact));
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return { close: () => void server.close() };
}

const statusOf = (url: string) =>
  fetch(url).then(
    ({ status }) => status,
    () => undefined,
  );

test('it starts before broker and auth, sends when they are there, and ends on a signal', async () => {
  const database = await createNotificationDatabase();
  onTestFinished(() => database.close());
  const rabbitmq = await startOwnRabbitmq();
  onTestFinished(() => rabbitmq.remove());
  const sink = await startMailSink();
  onTestFinished(() => sink.close());

  const password = randomBytes(12).toString('hex');
  const urlFor = (user: string) => Object.assign(new URL(rabbitmq.url), { username: user, password }).href;
  const declared = await startMain('../../queue-init/src/main.ts', {
    RABBITMQ_URL: rabbitmq.url,
    RABBITMQ_API_URL: rabbitmq.apiUrl,
    GATEWAY_PASSWORD: password,
    CONVERTER_PASSWORD: password,
    NOTIFICATION_PASSWORD: password,
  }).ended;
  expect(declared.code).toBe(0);
  await rabbitmq.stop();

  const [port, adminPort, authPort] = [await freePort(), await freePort(), await freePort()];
  const { child, ended } = startMain('../src/main.ts', {
    ...CONFIG,
    HOST: '127.0.0.1',
    PORT: String(port),
    ADMIN_PORT: String(adminPort),
    DATABASE_URL: database.urls.notification,
    RABBITMQ_URL: urlFor('notification'),
    AUTH_URL: `http://127.0.0.1:${authPort}`,
    AUTH_TOKEN,
    GATEWAY_TOKEN,
    SMTP_URL: sink.smtpUrl,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await eventually(async () => expect(await statusOf(`http://127.0.0.1:${adminPort}/readyz`)).toBe(200));

  await rabbitmq.start();
  const users = createUsers();
  const { id, email } = users.add();
  const converter = await connectBroker({ url: urlFor('converter'), log });
  const message = await addJob(database.superuser, id);
  await eventually(() => converter.publish('mp3', message));
  await converter.close();
  const auth = await listenAsAuth(authPort, users.findContact);
  onTestFinished(() => auth.close());

  await eventually(async () => expect(sink.mails(email)).toHaveLength(1));
  await eventually(async () =>
    expect(await deliveriesOf(database.db, id)).toMatchObject([{ status: 'sent', fid: message.file_id }]),
  );
  const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  expect(metrics).toContain('notification_attempts_total{channel="email",outcome="sent"} 1');

  child.kill('SIGTERM');
  const { code, stdout, stderr } = await ended;
  expect(code).toBe(0);
  expect(stderr).toBe('');
  for (const secret of [AUTH_TOKEN, GATEWAY_TOKEN, CONFIG.SECRETS_KEY, email]) {
    expect(stdout).not.toContain(secret);
  }
});

test('killed while a mail server takes its time, it leaves the mail to another, which repeats it once', async () => {
  const database = await createNotificationDatabase();
  onTestFinished(() => database.close());
  const sink = await startMailSink();
  onTestFinished(() => sink.close());
  const users = createUsers();
  const { id, email } = users.add();
  await createHandle(database.db, users.findContact)(await addJob(database.superuser, id));
  const start = async () => {
    const { child } = startMain('../src/main.ts', {
      ...CONFIG,
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      ADMIN_PORT: String(await freePort()),
      DATABASE_URL: database.urls.notification,
      RABBITMQ_URL: 'amqp://notification@127.0.0.1:1',
      AUTH_URL: 'http://127.0.0.1:1',
      AUTH_TOKEN,
      GATEWAY_TOKEN,
      SMTP_URL: sink.smtpUrl,
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };

  sink.behave('hang');
  const killed = await start();
  await eventually(async () => expect(await deliveriesOf(database.db, id)).toMatchObject([{ doubts: 1 }]));
  killed.kill('SIGKILL');
  await once(killed, 'close');
  sink.behave('accept');
  await start();
  await makeDue(database.superuser, id);
  await eventually(async () =>
    expect(await deliveriesOf(database.db, id)).toMatchObject([{ status: 'sent', attempts: 2, doubts: 1 }]),
  );
  expect(sink.attempts(email)).toBe(2);
  expect(sink.mails(email)).toHaveLength(1);
});

test('an unusable configuration is told at once and in full', async () => {
  const { code, stderr } = await startMain('../src/main.ts', { SMTP_URL: 'http://mail', OUTBOUND_ALLOW: '*' })
    .ended;
  expect(code).toBe(78);
  for (const name of [
    'DATABASE_URL',
    'RABBITMQ_URL',
    'AUTH_URL',
    'AUTH_TOKEN',
    'GATEWAY_TOKEN',
    'SMTP_URL',
    'MAIL_FROM',
    'PUBLIC_URL',
    'VAPID_PUBLIC_KEY',
    'VAPID_PRIVATE_KEY',
    'VAPID_SUBJECT',
    'SECRETS_KEY',
    'OUTBOUND_ALLOW',
  ]) {
    expect(stderr).toContain(name);
  }
});

test('the migrations are a program of their own, which changes nothing the second time', async () => {
  const database = await createNotificationDatabase();
  onTestFinished(() => database.close());
  const { code, stdout } = await startMain('../src/migrate.ts', {
    DATABASE_URL: database.urls.notification_owner,
  }).ended;
  expect(code).toBe(0);
  expect(stdout).toContain('"applied":0');
});
