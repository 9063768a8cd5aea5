import { createECDH } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assertUsableKeys } from './push-subscriptions.ts';

const ecdh = createECDH('prime256v1');
const p256dh = ecdh.generateKeys('base64url');
const auth = Buffer.alloc(16, 1).toString('base64url');

describe('the keys of a push subscription', () => {
  it('are a point of P-256 and 16 bytes, with or without padding', () => {
    expect(() => assertUsableKeys({ p256dh, auth })).not.toThrow();
    expect(() => assertUsableKeys({ p256dh: `${p256dh}=`, auth: `${auth}==` })).not.toThrow();
  });

  it.each([
    ['a compressed point', { p256dh: ecdh.getPublicKey('base64url', 'compressed'), auth }],
    ['a point beside the curve', { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth }],
    ['a short secret', { p256dh, auth: Buffer.alloc(12).toString('base64url') }],
  ])('are refused with %s', (_what, keys) => {
    expect(() => assertUsableKeys(keys)).toThrow('not usable');
  });
});
