import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { Email, Timestamp, Uuid } from './primitives.ts';

test.each(['ada@example.org', 'ada+tag@sub.example.org', 'ädä@exämple.org', "o'hara@localhost"])(
  '%s is an address',
  address => {
    expect(Value.Check(Email, address)).toBe(true);
  },
);

test.each([
  ['nothing', ''],
  ['a name alone', 'ada'],
  ['two addresses', 'ada@example.org,eve@example.org'],
  ['a display name', 'Ada <ada@example.org>'],
  ['a line break, which would begin another header', 'ada@example.org\r\nBcc: eve@example.org'],
  ['two at signs', 'ada@eve@example.org'],
  ['more than a mail server takes', `${'a'.repeat(251)}@b.c`],
])('%s is none', (_what, address) => {
  expect(Value.Check(Email, address)).toBe(false);
});

test('UUIDs are lower case, as PostgreSQL prints them', () => {
  const uuid = '0192f0c1-2345-7abc-8def-0123456789ab';
  expect(Value.Check(Uuid, uuid)).toBe(true);
  for (const other of [uuid.toUpperCase(), uuid.replaceAll('-', ''), `${uuid}\n`, ` ${uuid}`]) {
    expect(Value.Check(Uuid, other)).toBe(false);
  }
});

test('timestamps are what Date prints', () => {
  expect(Value.Check(Timestamp, new Date().toISOString())).toBe(true);
  expect(Value.Check(Timestamp, '2026-11-24T07:06:29+01:00')).toBe(false);
});
