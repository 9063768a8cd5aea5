import { expect, test } from 'vitest';
import { toDisplayName } from './file-name.ts';

test.each([
  ['video.mp4', 'video.mp4'],
  ['Überraschung für Zoë.mp4', 'Überraschung für Zoë.mp4'],
  ['日本語 🎬.mkv', '日本語 🎬.mkv'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Videos\\holiday.avi', 'holiday.avi'],
  ['a\r\nSet-Cookie: b.mp4', 'aSet-Cookie: b.mp4'],
  ['a\u0000\u001b[31m\u009fb.mp4', 'a[31mb.mp4'],
  ['a\u2028b\u2029.mp4', 'ab.mp4'],
  ['invoice\u202egnp.mp4', 'invoicegnp.mp4'],
  ['\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeffa.mp4', 'a.mp4'],
  ['lone \ud83c half.mp4', 'lone  half.mp4'],
  ['  spaces  ', 'spaces'],
])('%j is shown as %j', (given, shown) => {
  expect(toDisplayName(given)).toBe(shown);
});

test.each([undefined, '', '   ', 'folder/', '\u202e', '\r\n'])(
  '%j has no name left, so it is `video`',
  given => {
    expect(toDisplayName(given)).toBe('video');
  },
);

test('a long name is cut to 200 characters, and never through one', () => {
  expect(toDisplayName('x'.repeat(300))).toBe('x'.repeat(200));
  const cut = toDisplayName(`${'x'.repeat(199)}🎬🎬`);
  expect(cut).toBe(`${'x'.repeat(199)}🎬`);
  expect(cut.isWellFormed()).toBe(true);
});
