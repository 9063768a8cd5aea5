import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { open, seal } from './sealing.ts';

const key = randomBytes(32).toString('base64');

test('what is sealed opens with the same key and owner', () => {
  expect(open(seal('JBSWY3DPEHPK3PXP', 'user-1', key), 'user-1', key)).toBe('JBSWY3DPEHPK3PXP');
  expect(open(seal('', 'user-1', key), 'user-1', key)).toBe('');
});

test('another key, another owner or a changed byte opens nothing', () => {
  const sealed = seal('secret', 'user-1', key);
  expect(() => open(sealed, 'user-1', randomBytes(32).toString('base64'))).toThrow();
  expect(() => open(sealed, 'user-2', key)).toThrow();
  for (const index of sealed.keys()) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    expect(() => open(changed, 'user-1', key)).toThrow();
  }
});

test('a shortened tag is refused', () => {
  const withShortTag = seal('', 'user-1', key).subarray(0, -8);
  expect(() => open(withShortTag, 'user-1', key)).toThrow(/tag/);
});

test('sealing twice gives two different values', () => {
  expect(seal('secret', 'user-1', key).equals(seal('secret', 'user-1', key))).toBe(false);
});
