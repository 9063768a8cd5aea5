import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseSigningKeys, toKeySet } from './signing-keys.ts';

const newPem = (type: 'ed25519' | 'x25519' = 'ed25519') =>
  generateKeyPairSync(type as 'ed25519')
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

// The key of RFC 8037, appendix A.1, and its thumbprint of appendix A.3.
const RFC_8037_PEM = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v_VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----`.replace('_', '/');

test('a key id is the thumbprint of RFC 7638', () => {
  const [key] = parseSigningKeys(RFC_8037_PEM);
  expect(key.x).toBe('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo');
  expect(key.kid).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
});

test('keys keep their order, and all of them are published without their private part', () => {
  const keys = parseSigningKeys(`${newPem()}\n${newPem()}`);
  const { keys: published } = toKeySet(keys);
  expect(published.map(key => key.kid)).toEqual(keys.map(key => key.kid));
  expect(Object.keys(published[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
});

test('another kind of key, and no key at all, are refused in a sentence', () => {
  expect(() => parseSigningKeys(newPem('x25519'))).toThrow('a key is x25519, not ed25519');
  expect(() => parseSigningKeys('nonsense')).toThrow('no "-----BEGIN PRIVATE KEY-----" block');
});
