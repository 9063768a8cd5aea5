import { expect, test } from 'vitest';
import { buildTestApp } from '../test/support/app.ts';

const app = await buildTestApp();
const answer = await app.inject('/openapi.json');
const document = answer.json();

test('the document is the one that was agreed on: after a change that is meant, run `npm test -- openapi -u` and commit it', async () => {
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../openapi.json');
});

test('every route of the contract is in it, and no other', () => {
  const routes = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
  );
  expect(routes.sort()).toEqual([
    'DELETE /jobs/{fid}',
    'DELETE /me/push-subscriptions',
    'DELETE /me/totp',
    'DELETE /session',
    'GET /confirm',
    'GET /download',
    'GET /events',
    'GET /jobs',
    'GET /jobs/{fid}',
    'GET /me',
    'GET /me/notifications',
    'GET /openapi.json',
    'HEAD /download',
    'POST /jobs/{fid}/cancel',
    'POST /jobs/{fid}/retry',
    'POST /login',
    'POST /logout',
    'POST /me/confirmation',
    'POST /me/totp',
    'POST /me/totp/confirm',
    'POST /register',
    'POST /session',
    'POST /upload',
    'PUT /me/notifications',
    'PUT /me/password',
    'PUT /me/push-subscriptions',
  ]);
});

test('it is whole: every reference leads somewhere, every operation says what it does and answers', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  for (const reference of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)) {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(reference[1] ?? '')?.[1];
    expect(document.components.schemas).toHaveProperty(name ?? `no such reference: ${reference[1]}`);
  }
  for (const operations of Object.values<Record<string, { summary: string; responses: object }>>(
    document.paths,
  )) {
    for (const operation of Object.values(operations)) {
      expect(operation.summary).toBeTruthy();
      expect(Object.keys(operation.responses)).not.toEqual([]);
    }
  }
});

test('it can be read in a browser, over plain HTTP too', async () => {
  const page = await app.inject('/docs/');
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-type']).toMatch(/^text\/html/);
  expect(page.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
});
