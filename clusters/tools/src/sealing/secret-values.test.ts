import { createPrivateKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { SECRET_VALUES, type SecretValue, secretValue, type ValueName } from './secret-values.ts';

const made = (Object.entries(SECRET_VALUES) as [ValueName, SecretValue][]).flatMap(([name, { origin }]) =>
  typeof origin === 'function' ? [{ name, make: origin }] : [],
);
const OF_SERVERS = made.filter(({ name }) => secretValue(name).server && name !== 'mongodb-keyfile');

it.each(made)('makes another $name each time', ({ make }) => {
  expect(make()).not.toBe(make());
});

it.each(OF_SERVERS)('makes $name of what every server, and a URL, takes as it is', ({ make }) => {
  expect(make()).toMatch(/^[A-Za-z0-9._~-]{16,128}$/);
});

it('makes keys as their readers want them', () => {
  const value = (name: ValueName) => made.find(it => it.name === name)?.make() ?? '';
  expect(value('mongodb-keyfile')).toMatch(/^[A-Za-z0-9+/=]{6,1024}$/);
  expect(createPrivateKey(value('jwt-keys')).asymmetricKeyType).toBe('ed25519');
  expect(Buffer.from(value('totp-key'), 'base64')).toHaveLength(32);
  expect(Buffer.from(value('secrets-key'), 'base64')).toHaveLength(32);
  expect(Buffer.from(value('vapid-keys'), 'base64url')).toHaveLength(32);
});
