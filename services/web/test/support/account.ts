import { randomUUID } from 'node:crypto';
import type { APIRequestContext } from 'playwright-core';
import { expect, inject } from 'vitest';

/** Whoever signs in. */
export type Account = { email: string; password: string };

/** Somebody new, by the public API. */
export async function newAccount(url = inject('page').url): Promise<Account> {
  const account = { email: `${randomUUID()}@example.org`, password: 'correct horse battery' };
  const register = () =>
    fetch(`${url}/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
  // A busy machine, or a gateway that has just come back, may answer 503 at first; what was done by then is 409.
  await expect.poll(async () => (await register()).status).toSatisfy(status => [201, 409].includes(status));
  return account;
}

/** Leaves the session's cookie in the browser that the requests belong to. */
export async function signIn(request: APIRequestContext, { email, password }: Account): Promise<void> {
  const basic = Buffer.from(`${email}:${password}`).toString('base64');
  const answer = await request.post('/session', { headers: { authorization: `Basic ${basic}` } });
  if (!answer.ok()) throw new Error(`session answered ${answer.status()}: ${await answer.text()}`);
}
