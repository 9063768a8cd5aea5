import { Problem, unavailable } from '@vc/kit/problem.ts';
import { expect, test, vi } from 'vitest';
import { buildTestApp, keyRingOf, noAuth, noNotification } from '../../test/support/app.ts';
import { createClaims, createSigningKey, signToken } from '../../test/support/tokens.ts';

const key = createSigningKey();
const claims = createClaims();
const sub = String(claims.sub);
const headers = { authorization: `Bearer ${signToken(key, claims)}` };
const keyRing = keyRingOf(key);
const build = (overrides: Parameters<typeof buildTestApp>[0]) => buildTestApp({ keyRing, ...overrides });

test('a logout revokes the token in auth and on this replica, and clears the cookie', async () => {
  const revoke = vi.fn(async () => {});
  const revokeHere = vi.fn();
  const app = await build({ auth: { ...noAuth, revoke }, keyRing: { ...keyRing, revoke: revokeHere } });
  const answer = await app.inject({ method: 'POST', url: '/logout', headers });
  expect(answer.statusCode).toBe(204);
  expect(answer.headers['set-cookie']).toMatch(/^session=;/);
  const token = { jti: claims.jti, exp: claims.exp };
  expect(revoke).toHaveBeenCalledWith(token);
  expect(revokeHere).toHaveBeenCalledWith(token);
});

test('with auth away a logout is 503, and the token is not said to be gone', async () => {
  const revokeHere = vi.fn();
  const app = await build({
    auth: { ...noAuth, revoke: () => Promise.reject(unavailable('auth')) },
    keyRing: { ...keyRing, revoke: revokeHere },
  });
  const answer = await app.inject({ method: 'POST', url: '/logout', headers });
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
  expect(revokeHere).not.toHaveBeenCalled();
});

test('the account routes act for the user of the token, from its address', async () => {
  const proof = { current: 'correct horse', otp: '123456' };
  const passed = { ...proof, address: '127.0.0.1' };
  const changePassword = vi.fn(async () => {});
  const enrolTotp = vi.fn(async () => ({ secret: 'ABC', uri: 'otpauth://totp/x' }));
  const confirmTotp = vi.fn(async () => ({ recovery_codes: ['one', 'two'] }));
  const disableTotp = vi.fn(async () => {});
  const app = await build({ auth: { ...noAuth, changePassword, enrolTotp, confirmTotp, disableTotp } });
  const call = (method: 'POST' | 'PUT' | 'DELETE', url: string, payload: object) =>
    app.inject({ method, url, headers, payload });

  const changed = await call('PUT', '/me/password', { ...proof, password: 'another horse' });
  expect(changed.statusCode).toBe(204);
  expect(changePassword).toHaveBeenCalledWith(sub, { ...passed, password: 'another horse' });

  const enrolled = await call('POST', '/me/totp', proof);
  expect(enrolled.json()).toEqual({ secret: 'ABC', uri: 'otpauth://totp/x' });
  expect(enrolTotp).toHaveBeenCalledWith(sub, passed);

  expect((await call('POST', '/me/totp/confirm', proof)).json()).toEqual({ recovery_codes: ['one', 'two'] });
  expect(confirmTotp).toHaveBeenCalledWith(sub, passed);

  expect((await call('DELETE', '/me/totp', proof)).statusCode).toBe(204);
  expect(disableTotp).toHaveBeenCalledWith(sub, passed);
});

test('a wrong current password is an answer of auth that is passed on', async () => {
  const refused = new Problem(401, 'bad-credentials', 'The password is wrong.');
  const app = await build({ auth: { ...noAuth, enrolTotp: () => Promise.reject(refused) } });
  const answer = await app.inject({
    method: 'POST',
    url: '/me/totp',
    headers,
    payload: { current: 'wrong' },
  });
  expect([answer.statusCode, answer.json().code]).toEqual([401, 'bad-credentials']);
  expect(answer.headers['www-authenticate']).toBeDefined();
});

test('the confirmation mail is sent again to the address that auth knows', async () => {
  const sendConfirmation = vi.fn(async () => {});
  const app = await build({
    auth: { ...noAuth, issueConfirmation: async () => ({ email: 'a@example.org', confirmation: 'secret' }) },
    notification: { ...noNotification, sendConfirmation },
  });
  const answer = await app.inject({ method: 'POST', url: '/me/confirmation', headers });
  expect([answer.statusCode, answer.body]).toEqual([202, '{"message":"A link was sent to a@example.org."}']);
  expect(sendConfirmation).toHaveBeenCalledWith(sub, { email: 'a@example.org', token: 'secret' });
});

test('channels and subscriptions are those of the user of the token', async () => {
  const preferences = {
    email: true,
    push: { enabled: true, subscriptions: 0, publicKey: 'key' },
    webhook: { url: 'https://hook.test/', secret: 'whsec_once' },
  };
  const notification = {
    ...noNotification,
    readPreferences: vi.fn(async () => ({ ...preferences, webhook: { url: null } })),
    updatePreferences: vi.fn(async () => preferences),
    subscribePush: vi.fn(async () => {}),
    unsubscribePush: vi.fn(async () => {}),
  };
  const app = await build({ notification });
  const call = (method: 'GET' | 'PUT' | 'DELETE', url: string, payload?: object) =>
    app.inject({ method, url, headers, ...(payload && { payload }) });

  expect((await call('GET', '/me/notifications')).json().webhook).toEqual({ url: null });
  expect(notification.readPreferences).toHaveBeenCalledWith(sub);

  const update = { webhook: 'https://hook.test/' };
  expect((await call('PUT', '/me/notifications', update)).json()).toEqual(preferences);
  expect(notification.updatePreferences).toHaveBeenCalledWith(sub, update);

  const endpoint = 'https://push.test/1';
  const subscription = { endpoint, keys: { p256dh: 'x'.repeat(87), auth: 'y'.repeat(22) } };
  expect((await call('PUT', '/me/push-subscriptions', subscription)).statusCode).toBe(204);
  expect(notification.subscribePush).toHaveBeenCalledWith(sub, subscription);
  expect((await call('DELETE', '/me/push-subscriptions', { endpoint })).statusCode).toBe(204);
  expect(notification.unsubscribePush).toHaveBeenCalledWith(sub, { endpoint });
});

test('a user whom auth no longer has is 404', async () => {
  const gone = new Problem(404, 'not-found', 'There is no such user.');
  const app = await build({ auth: { ...noAuth, findUser: () => Promise.reject(gone) } });
  expect((await app.inject({ url: '/me', headers })).statusCode).toBe(404);
});
