import { expect, test } from 'vitest';
import { parseInvocation } from './arguments.ts';

test('an action on a user is understood wherever its options stand', () => {
  const expected = { action: 'add', email: 'ada@example.org', passwordFromStdin: true };
  expect(parseInvocation(['user', 'add', 'ada@example.org', '--password-stdin'])).toEqual(expected);
  expect(parseInvocation(['user', 'add', '--password-stdin', 'ada@example.org'])).toEqual(expected);
  expect(parseInvocation(['user', 'list'])).toEqual({ action: 'list' });
});

test.each([[[]], [['--help']], [['user', 'add', '-h']]])('%j asks for help', args => {
  expect(parseInvocation(args)).toEqual({ action: 'help' });
});

test.each([
  [['users'], '"users" is nothing to manage'],
  [['user'], '"" is nothing to do with a user'],
  [['user', 'promote', 'a@b.c'], '"promote" is nothing to do with a user'],
  [['user', 'add'], '"user add" takes exactly one e-mail address'],
  [['user', 'add', 'a@b.c', 'd@e.f'], '"user add" takes exactly one e-mail address'],
  [['user', 'list', 'a@b.c'], '"user list" takes no e-mail address'],
  [['user', 'disable', 'a@b.c', '--password-stdin'], '"user disable" takes no password'],
  [['user', 'list', '--force'], "Unknown option '--force'"],
])('%j is refused in a sentence', (args, message) => {
  expect(() => parseInvocation(args)).toThrow(message);
});
