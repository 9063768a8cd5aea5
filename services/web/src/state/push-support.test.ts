import { expect, it } from 'vitest';
import { whyNoPush } from './push-support.ts';

const able = {
  isSecureContext: true,
  hasPushManager: true,
  isIos: false,
  isInstalled: false,
  permission: 'default',
} as const;

it('finds nothing against push where it works', () => {
  expect(whyNoPush(able)).toBe('');
  expect(whyNoPush({ ...able, isIos: true, isInstalled: true, permission: 'granted' })).toBe('');
});

it.each([
  [{ isSecureContext: false, hasPushManager: false }, 'HTTPS'],
  [{ hasPushManager: false, isIos: true }, 'Add to Home Screen'],
  [{ hasPushManager: false, isIos: true, isInstalled: true }, 'does not know push'],
  [{ hasPushManager: false }, 'does not know push'],
  [{ permission: 'denied' as const }, 'blocked'],
])('says why push does not work with %j', (difference, words) => {
  expect(whyNoPush({ ...able, ...difference })).toContain(words);
});
