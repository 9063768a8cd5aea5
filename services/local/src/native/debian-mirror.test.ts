import { expect, test } from 'vitest';
import { chooseMirror } from './debian-mirror.ts';

test('the mirror is the one that apt uses for Debian itself', () => {
  const targets = `
Debian http://mirror.example/debian-security/
NodeSource https://deb.example/node/debian
Debian http://mirror.example/debian/
`;
  expect(chooseMirror(targets)).toBe('http://mirror.example/debian');
});

test('a machine that is not Debian gets Debian’s own address', () => {
  expect(chooseMirror('Ubuntu http://mirror.example/ubuntu/')).toBe('http://deb.debian.org/debian');
  expect(chooseMirror('')).toBe('http://deb.debian.org/debian');
});
