import { expect, test } from 'vitest';
import { createPasswords } from './passwords.ts';

const cheap = { memoryCost: 8, timeCost: 1, parallelism: 1 };
const passwords = createPasswords(cheap);

test('a hash is argon2id and belongs to its password alone', async () => {
  const hash = await passwords.hash('correct horse');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/);
  expect(await passwords.check(hash, 'correct horse')).toBe(true);
  expect(await passwords.check(hash, 'battery staple')).toBe(false);
});

test('nothing is the password of an unknown user', async () => {
  expect(await passwords.check(undefined, '')).toBe(false);
});

test('a hash of another cost is outdated, one of today is not', async () => {
  const hash = await passwords.hash('correct horse');
  expect(passwords.isOutdated(hash)).toBe(false);
  expect(createPasswords({ ...cheap, timeCost: 2 }).isOutdated(hash)).toBe(true);
});
