import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { buildTestApp } from '../../test/support/app.ts';

const pageDirectory = await mkdtemp(join(tmpdir(), 'page-'));
afterAll(() => rm(pageDirectory, { recursive: true }));
await mkdir(join(pageDirectory, 'assets'));
await writeFile(join(pageDirectory, 'index.html'), '<!doctype html><title>page</title>');
await writeFile(join(pageDirectory, 'service-worker.js'), '0;');
await writeFile(join(pageDirectory, 'assets/index-abc.js'), '1;');
await writeFile(join(pageDirectory, 'assets/index-abc.js.gz'), gzipSync('1;'));
const app = await buildTestApp({ pageDirectory });

test('the page is at /, and asked for again each time, so that a new version shows', async () => {
  const answer = await app.inject('/');
  expect([answer.statusCode, answer.body]).toEqual([200, '<!doctype html><title>page</title>']);
  expect(answer.headers['content-type']).toMatch(/^text\/html/);
  expect(answer.headers['cache-control']).toBe('no-cache');
  expect((await app.inject('/service-worker.js')).headers['cache-control']).toBe('no-cache');
});

test('what has a hash in its name is kept for good, and sent compressed', async () => {
  const answer = await app.inject({ url: '/assets/index-abc.js', headers: { 'accept-encoding': 'gzip' } });
  expect(answer.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': 'gzip',
    'content-type': expect.stringMatching(/javascript/),
  });
});

test('nothing inline may run or style, and nothing comes from elsewhere', async () => {
  const policy = String((await app.inject('/')).headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test('other paths are no page', async () => {
  for (const url of ['/nowhere', '/assets/', '/assets/..%2f..%2fpackage.json', '/jobs/../index.htm']) {
    const answer = await app.inject(url);
    expect(answer.headers['content-type'], url).toMatch(/^application\/problem\+json/);
  }
});

test('the link of a mail leads a browser without a session to the page, and nobody else', async () => {
  const link = { url: '/download?fid=0199', headers: { 'sec-fetch-mode': 'navigate' } };
  const led = await app.inject(link);
  expect([led.statusCode, led.headers.location]).toEqual([303, '/#/jobs/0199']);
  const odd = await app.inject({ ...link, url: '/download?fid=//evil.test%0d%0a' });
  expect(odd.headers.location).toBe('/#/jobs/%2F%2Fevil.test%0D%0A');

  const headers = link.headers;
  for (const other of [
    { url: '/download?fid=0199' },
    { url: '/download', headers },
    { url: '/download?fid=1&fid=2', headers },
    { url: '/jobs/0199', headers },
    { ...link, headers: { ...headers, cookie: 'session=not.a.token' } },
    { ...link, headers: { ...headers, authorization: 'Bearer not.a.token' } },
  ]) {
    expect((await app.inject(other)).statusCode).toBe(401);
  }
  expect((await (await buildTestApp()).inject(link)).statusCode).toBe(401); // there is no page to lead to
});
