import { randomUUID } from 'node:crypto';
import { Problem, tooMany, unavailable } from '@vc/kit/problem.ts';
import { expect, test, vi } from 'vitest';
import { buildTestApp, noAuth, noNotification } from '../../test/support/app.ts';

const id = randomUUID();
const account = { email: 'ada@example.org', password: 'correct horse' };
const register = (overrides: Parameters<typeof buildTestApp>[0]) =>
  buildTestApp(overrides).then(app => app.inject({ method: 'POST', url: '/register', payload: account }));

test('a registration answers who was made, never the secret of the link', async () => {
  const sendConfirmation = vi.fn(async () => {});
  const answer = await register({
    auth: { ...noAuth, register: async () => ({ id, email: account.email, confirmation: 'secret' }) },
    notification: { ...noNotification, sendConfirmation },
  });
  expect(answer.statusCode).toBe(201);
  expect(answer.json()).toEqual({ id, email: account.email, confirmation: 'mailed' });
  expect(sendConfirmation).toHaveBeenCalledWith(id, { email: account.email, token: 'secret' });
});

test('where addresses need no confirmation no mail is sent', async () => {
  const answer = await register({
    auth: { ...noAuth, register: async () => ({ id, email: account.email }) },
  });
  expect(answer.json().confirmation).toBe('not-needed');
});

test('a mail that cannot be sent does not undo the account', async () => {
  const answer = await register({
    auth: { ...noAuth, register: async () => ({ id, email: account.email, confirmation: 'secret' }) },
    notification: { ...noNotification, sendConfirmation: () => Promise.reject(unavailable('notification')) },
  });
  expect([answer.statusCode, answer.json().confirmation]).toEqual([201, 'not-mailed']);
});

test.each([
  ['taken', new Problem(409, 'email-taken', 'There is an account of this e-mail.')],
  ['switched off', new Problem(403, 'registration-closed', 'Ask the operator.')],
  ['throttled', tooMany('too-many-registrations', 'Wait.', 60)],
  ['auth away', unavailable('auth')],
])('%s: the answer of auth is passed on', async (_name, problem) => {
  const answer = await register({ auth: { ...noAuth, register: () => Promise.reject(problem) } });
  expect([answer.statusCode, answer.json().code]).toEqual([problem.status, problem.code]);
  expect(answer.headers['retry-after']).toBe(problem.headers['retry-after']);
});

test.each([{}, { email: 'no address', password: 'correct horse' }, { ...account, password: 'short' }])(
  '%j is malformed',
  async payload => {
    const app = await buildTestApp();
    const answer = await app.inject({ method: 'POST', url: '/register', payload });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'malformed']);
  },
);

test('the link in the mail confirms the address', async () => {
  const confirmAddress = vi.fn(async () => {});
  const app = await buildTestApp({ auth: { ...noAuth, confirmAddress } });
  const answer = await app.inject('/confirm?token=secret');
  expect([answer.statusCode, answer.body]).toEqual([200, 'Your address is confirmed.\n']);
  expect(confirmAddress).toHaveBeenCalledWith('secret');
});
