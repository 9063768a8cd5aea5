import { expect, test } from 'vitest';
import { requireSameOrigin } from './same-origin.ts';

const PUBLIC_URL = 'https://video.example.org';
const check = (method: string, headers: Record<string, string>) =>
  requireSameOrigin({ method, headers }, PUBLIC_URL);

test.each([
  ['GET', {}],
  ['HEAD', { 'sec-fetch-site': 'cross-site' }],
  ['POST', { 'sec-fetch-site': 'same-origin' }],
  ['POST', { origin: PUBLIC_URL }],
  ['DELETE', { origin: 'http://10.0.0.1:30002', host: '10.0.0.1:30002' }],
])('%s with %j passes', (method, headers: Record<string, string>) => {
  expect(() => check(method, headers)).not.toThrow();
});

test.each([
  ['POST', {}],
  ['POST', { 'sec-fetch-site': 'cross-site' }],
  ['POST', { 'sec-fetch-site': 'same-site' }],
  ['POST', { 'sec-fetch-site': 'none' }],
  ['POST', { 'sec-fetch-site': 'cross-site', origin: PUBLIC_URL }],
  ['PUT', { origin: 'https://evil.example.org', host: 'video.example.org' }],
  ['DELETE', { origin: 'null', host: 'video.example.org' }],
  ['PATCH', { origin: `${PUBLIC_URL}.evil.example.org` }],
])('%s with %j is refused', (method, headers: Record<string, string>) => {
  expect(() => check(method, headers)).toThrow(expect.objectContaining({ status: 403, code: 'cross-site' }));
});
