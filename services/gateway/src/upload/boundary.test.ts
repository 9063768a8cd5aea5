import { expect, test } from 'vitest';
import { comparableLength, readBoundary } from './boundary.ts';

test.each([
  ['multipart/form-data; boundary=abc', 'abc'],
  ['multipart/form-data; boundary="a b"', 'a b'],
  ['multipart/form-data;charset=utf-8; Boundary=abc; x=y', 'abc'],
  ['multipart/form-data', undefined],
  ['multipart/form-data; boundary=', undefined],
  ['multipart/form-data; notboundary=abc', undefined],
  [`multipart/form-data; boundary=${'x'.repeat(300)}`, undefined],
  [undefined, undefined],
])('the boundary of %j is %j', (contentType, boundary) => {
  expect(readBoundary(contentType)).toBe(boundary);
});

test('two uploads of one file have the same comparable length, whatever their boundaries', () => {
  const lengthOf = (boundary: string) =>
    comparableLength({
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(`--${boundary}\r\nfile\r\n--${boundary}--\r\n`.length),
    });
  expect(lengthOf('short')).toBe(lengthOf('a-much-longer-boundary'));
  expect(lengthOf('short')).toBeGreaterThan(0);
});

test('without a length there is nothing to compare', () => {
  expect(comparableLength({ 'content-type': 'multipart/form-data; boundary=abc' })).toBeNull();
  expect(comparableLength({ 'content-length': '100' })).toBeNull();
});
