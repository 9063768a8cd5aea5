import type { Credentials } from '@vc/contracts/auth-api.ts';
import { expect, test, vi } from 'vitest';
import { badCredentials, buildTestApp, noAuth } from '../../test/support/app.ts';

const token = { access_token: 'aaa.bbb.ccc', token_type: 'Bearer' as const, expires_in: 600 };
const login = vi.fn(async ({ password }: Credentials) => {
  if (password !== 'correct horse') throw badCredentials();
  return token;
});
const auth = { ...noAuth, login };
const app = await buildTestApp({ auth });

const basic = (password: string, email = 'ada@example.org') => ({
  authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`,
});
const post = (url: string, headers: Record<string, string>) => app.inject({ method: 'POST', url, headers });

test('a login answers the token alone, so that TOKEN=$(curl …) works', async () => {
  const answer = await post('/login', { ...basic('correct horse'), accept: '*/*' });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.body).toBe('aaa.bbb.ccc');
});

test('a login answers JSON where that is asked for', async () => {
  const answer = await post('/login', { ...basic('correct horse'), accept: 'application/json' });
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(answer.json()).toEqual(token);
});

test('the one-time code and the address are passed on', async () => {
  await post('/login', { ...basic('correct horse'), 'x-otp': '123456' });
  expect(login).toHaveBeenLastCalledWith({
    email: 'ada@example.org',
    password: 'correct horse',
    otp: '123456',
    address: '127.0.0.1',
  });
});

test.each([
  ['a wrong password', basic('wrong'), 'bad-credentials'],
  ['a password that nobody can have', basic('x'.repeat(300)), 'bad-credentials'],
  ['no header', {}, 'credentials-missing'],
  ['a malformed header', { authorization: 'Basic ???' }, 'credentials-missing'],
])('%s is 401 with the challenge of the scheme', async (_name, headers, code) => {
  const login = await post('/login', headers);
  expect([login.statusCode, login.json().code]).toEqual([401, code]);
  expect(login.headers['www-authenticate']).toMatch(/^Basic /);
  const session = await post('/session', headers);
  expect(session.statusCode).toBe(401);
  expect(session.headers['www-authenticate']).toMatch(/^Session /); // else browsers would open a dialogue
});

test('a session is a cookie that no script can read', async () => {
  const answer = await post('/session', basic('correct horse'));
  expect(answer.json()).toEqual({ expires_in: 600 });
  expect(answer.headers['set-cookie']).toBe(
    'session=aaa.bbb.ccc; Max-Age=600; Path=/; HttpOnly; SameSite=Strict',
  );
});

test('under TLS the cookie is bound to the host', async () => {
  const secure = await buildTestApp({ auth, publicUrl: 'https://video.test' });
  const answer = await secure.inject({ method: 'POST', url: '/session', headers: basic('correct horse') });
  expect(answer.headers['set-cookie']).toMatch(/^__Host-session=aaa\.bbb\.ccc;.*Path=\/;.*Secure/);
});

test('a session ends by an expired cookie', async () => {
  const answer = await app.inject({ method: 'DELETE', url: '/session', headers: { cookie: 'session=x' } });
  expect(answer.statusCode).toBe(204);
  expect(answer.headers['set-cookie']).toMatch(/^session=; Max-Age=0;|^session=;.*Expires=Thu, 01 Jan 1970/);
});

test.each(['POST', 'DELETE'] as const)('another site cannot %s a session', async method => {
  const headers = { ...basic('correct horse'), 'sec-fetch-site': 'cross-site' };
  const answer = await app.inject({ method, url: '/session', headers });
  expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([403, undefined]);
});

test('X-Forwarded-For is believed only of a trusted proxy', async () => {
  const headers = { ...basic('correct horse'), 'x-forwarded-for': '198.51.100.7' };
  await post('/login', headers);
  expect(login).toHaveBeenLastCalledWith(expect.objectContaining({ address: '127.0.0.1' }));
  const behindProxy = await buildTestApp({ auth, trustedProxies: '127.0.0.0/8,10.0.0.1' });
  await behindProxy.inject({ method: 'POST', url: '/login', headers });
  expect(login).toHaveBeenLastCalledWith(expect.objectContaining({ address: '198.51.100.7' }));
  await behindProxy.inject({ method: 'POST', url: '/login', headers, remoteAddress: '192.0.2.1' });
  expect(login).toHaveBeenLastCalledWith(expect.objectContaining({ address: '192.0.2.1' }));
});
