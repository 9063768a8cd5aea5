import { expect, test } from 'vitest';
import { readBasic } from './basic.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

test.each([
  ['ada@example.org:secret', { email: 'ada@example.org', password: 'secret' }],
  ['ada@example.org:with:colons:', { email: 'ada@example.org', password: 'with:colons:' }],
  ['zoë@example.org:pässwörd 🎬', { email: 'zoë@example.org', password: 'pässwörd 🎬' }],
  ['ada@example.org:', { email: 'ada@example.org', password: '' }],
])('%j is read', (text, credentials) => {
  expect(readBasic(basic(text), 'Basic')).toEqual(credentials);
});

test('the scheme is read in any case', () => {
  expect(readBasic(basic('a@b:c').replace('Basic', 'bAsIc'), 'Basic').email).toBe('a@b');
});

test.each([
  undefined,
  '',
  'Basic',
  'Basic ',
  'Basic !!!!',
  'Bearer abc',
  basic('no colon'),
  basic(':no e-mail'),
  `${basic('a@b:c')} trailing`,
])('%j is refused with the challenge', header => {
  expect(() => readBasic(header, 'Basic realm="x"')).toThrow(
    expect.objectContaining({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }),
  );
});
