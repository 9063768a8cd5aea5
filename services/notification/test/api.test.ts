import { randomUUID } from 'node:crypto';
import type { Preferences } from '@vc/contracts/notification-api.ts';
import { createBrowser } from '@vc/local/testing/push-browser.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildApp } from '../src/app.ts';
import { parseAllowedHosts } from '../src/outbound-url.ts';
import {
  CONFIG,
  createNotificationDatabase,
  deliveriesOf,
  log,
  type TestDb,
  VAPID,
} from './test-notification.ts';

const TOKEN = 'the token of the gateway';

let test: TestDb;
let app: ReturnType<typeof buildApp>;
const onDeliveries = vi.fn();

beforeAll(async () => {
  test = await createNotificationDatabase();
  app = buildApp({
    db: test.db,
    log,
    gatewayToken: TOKEN,
    secretsKey: CONFIG.SECRETS_KEY,
    vapidPublicKey: VAPID.publicKey,
    allowedHosts: parseAllowedHosts('localhost:9000'),
    onDeliveries,
  });
});
afterAll(async () => {
  await app.close();
  await test.close();
});

async function call(method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, payload?: object, token = TOKEN) {
  const headers = { authorization: `Bearer ${token}` };
  const response = await app.inject({ method, url, headers, ...(payload && { payload }) });
  return { status: response.statusCode, body: response.body === '' ? undefined : response.json() };
}

const DEFAULTS: Preferences = {
  email: true,
  push: { enabled: true, subscriptions: 0, publicKey: VAPID.publicKey },
  webhook: { url: null },
};

describe('the internal API', () => {
  it('is for the gateway alone', async () => {
    const url = `/users/${randomUUID()}/preferences`;
    expect(await call('GET', url, undefined, 'a guess')).toMatchObject({
      status: 403,
      body: { code: 'unknown-caller' },
    });
    expect((await app.inject({ url })).statusCode).toBe(403);
  });

  it('refuses what is malformed', async () => {
    expect(await call('GET', '/users/me/preferences')).toMatchObject({ status: 400 });
    const url = `/users/${randomUUID()}`;
    expect(await call('PUT', `${url}/preferences`, { email: 'maybe' })).toMatchObject({ status: 400 });
    expect(await call('PUT', `${url}/push-subscriptions`, { endpoint: 'https://x.example' })).toMatchObject({
      status: 400,
    });
  });
});

describe('preferences', () => {
  it('begin with mail, and push in the browsers that subscribe', async () => {
    expect(await call('GET', `/users/${randomUUID()}/preferences`)).toEqual({ status: 200, body: DEFAULTS });
  });

  it('change one by one', async () => {
    const url = `/users/${randomUUID()}/preferences`;
    expect(await call('PUT', url, { email: false })).toEqual({
      status: 200,
      body: { ...DEFAULTS, email: false },
    });
    expect(await call('PUT', url, { push: false })).toMatchObject({
      body: { email: false, push: { enabled: false } },
    });
    expect(await call('PUT', url, {})).toMatchObject({ body: { email: false, push: { enabled: false } } });
    expect(await call('PUT', url, { email: true })).toMatchObject({ body: { email: true } });
  });

  it('show a webhook’s secret once, a new one for each URL that is set', async () => {
    const url = `/users/${randomUUID()}/preferences`;
    const webhook = 'https://hooks.example.org/mp3';
    const first = await call('PUT', url, { webhook });
    expect(first.body.webhook).toEqual({ url: webhook, secret: expect.stringMatching(/^whsec_/) });
    expect((await call('GET', url)).body.webhook).toEqual({ url: webhook });
    expect((await call('PUT', url, { email: true })).body.webhook).toEqual({ url: webhook });
    const second = await call('PUT', url, { webhook });
    expect(second.body.webhook.secret).not.toBe(first.body.webhook.secret);
    expect((await call('PUT', url, { webhook: null })).body.webhook).toEqual({ url: null });
  });

  it('keep the webhook’s secret sealed', async () => {
    const id = randomUUID();
    const { body } = await call('PUT', `/users/${id}/preferences`, { webhook: 'https://hooks.example.org/' });
    const row = await test.db
      .selectFrom('notification.preference')
      .select('webhook_secret')
      .where('user_id', '=', id)
      .executeTakeFirst();
    expect(row?.webhook_secret?.toString('latin1')).not.toContain(body.webhook.secret.slice(6));
  });

  it.each(['http://hooks.example.org/', 'https://10.0.0.1/', 'https://hooks.example.org:8443/'])(
    'refuse %s as webhook',
    async webhook => {
      const url = `/users/${randomUUID()}/preferences`;
      expect(await call('PUT', url, { email: false, webhook })).toMatchObject({
        status: 422,
        body: { code: 'unacceptable-url' },
      });
      expect(await call('GET', url)).toEqual({ status: 200, body: DEFAULTS });
    },
  );

  it('take what the operator allows', async () => {
    const url = `/users/${randomUUID()}/preferences`;
    expect(await call('PUT', url, { webhook: 'http://localhost:9000/hook' })).toMatchObject({ status: 200 });
  });
});

describe('push subscriptions', () => {
  const endpoint = 'https://push.example.org/send/abc';
  const { keys } = createBrowser();

  it('are kept once, and forgotten when asked', async () => {
    const url = `/users/${randomUUID()}`;
    for (const _time of [1, 2]) {
      expect(await call('PUT', `${url}/push-subscriptions`, { endpoint, keys })).toMatchObject({
        status: 204,
      });
    }
    expect((await call('GET', `${url}/preferences`)).body.push.subscriptions).toBe(1);
    for (const _time of [1, 2]) {
      expect(await call('DELETE', `${url}/push-subscriptions`, { endpoint })).toMatchObject({ status: 204 });
    }
    expect((await call('GET', `${url}/preferences`)).body.push.subscriptions).toBe(0);
  });

  it('are not forgotten on somebody else’s word', async () => {
    const url = `/users/${randomUUID()}`;
    await call('PUT', `${url}/push-subscriptions`, { endpoint, keys });
    await call('DELETE', `/users/${randomUUID()}/push-subscriptions`, { endpoint });
    expect((await call('GET', `${url}/preferences`)).body.push.subscriptions).toBe(1);
  });

  it('are refused where nothing could be sent', async () => {
    const url = `/users/${randomUUID()}/push-subscriptions`;
    const broken = { ...keys, p256dh: Buffer.alloc(65, 4).toString('base64url') };
    expect(await call('PUT', url, { endpoint, keys: broken })).toMatchObject({ status: 422 });
    expect(await call('PUT', url, { endpoint: 'https://127.1/', keys })).toMatchObject({ status: 422 });
  });
});

it('takes a confirmation mail to be sent at once', async () => {
  const id = randomUUID();
  const email = 'ada@example.org';
  onDeliveries.mockClear();
  expect(await call('POST', `/users/${id}/confirmation-mails`, { email, token: 'secret' })).toEqual({
    status: 202,
    body: undefined,
  });
  expect(onDeliveries).toHaveBeenCalledOnce();
  expect(await deliveriesOf(test.db, id)).toMatchObject([
    { kind: 'confirmation', channel: 'email', recipient: email, status: 'pending' },
  ]);
});

it('forgets a user', async () => {
  const id = randomUUID();
  const { keys } = createBrowser();
  await call('PUT', `/users/${id}/preferences`, { email: false, webhook: 'https://hooks.example.org/' });
  await call('PUT', `/users/${id}/push-subscriptions`, { endpoint: 'https://push.example.org/f', keys });
  await call('POST', `/users/${id}/confirmation-mails`, { email: 'ada@example.org', token: 'secret' });
  expect(await call('DELETE', `/users/${id}`)).toMatchObject({ status: 204 });
  expect((await call('GET', `/users/${id}/preferences`)).body).toEqual(DEFAULTS);
  expect(await deliveriesOf(test.db, id)).toEqual([]);
});
