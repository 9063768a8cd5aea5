import { validateHeaderValue } from 'node:http';
import { expect, test } from 'vitest';
import { toContentDisposition, toMp3Name } from './attachment.ts';

test.each([
  ['video.mp4', 'video.mp3'],
  ['archive.tar.gz', 'archive.tar.mp3'],
  ['no extension', 'no extension.mp3'],
  ['Mr. Smith goes home', 'Mr. Smith goes home.mp3'],
  ['.mp4', 'video.mp3'],
])('the MP3 of %j is called %j', (name, mp3) => {
  expect(toMp3Name(name)).toBe(mp3);
});

test('a plain name stands in both forms', () => {
  expect(toContentDisposition('a b.mp3')).toBe(`attachment; filename="a b.mp3"; filename*=UTF-8''a%20b.mp3`);
});

test.each([
  'Zoë.mp3',
  '日本語 🎬.mp3',
  'quote " backslash \\ percent %41.mp3',
  "it's (a) *star*.mp3",
  'a\r\nSet-Cookie: b=c.mp3',
])('%j makes a header that is valid, and from which the true name can be read', name => {
  const header = toContentDisposition(name);
  expect(() => validateHeaderValue('content-disposition', header)).not.toThrow();
  const [, ascii, utf8] =
    /^attachment; filename="([^"\\%]*)"; filename\*=UTF-8''([\w!#$&+.^`|~%-]+)$/.exec(header) ?? [];
  expect(ascii).toMatch(/^[\x20-\x7e]+$/);
  expect(decodeURIComponent(utf8 ?? '')).toBe(name);
});
