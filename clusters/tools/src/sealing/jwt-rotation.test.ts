import { expect, it } from 'vitest';
import { keysAfter } from './jwt-rotation.ts';

const pem = (text: string) => `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----\n`;
const [OLD, NEXT] = [pem('b2xk'), pem('bmV4dA==')];

it('publishes the next key, signs with it, and retires the old one', () => {
  const published = keysAfter('publish', OLD, () => NEXT);
  expect(published).toBe(OLD + NEXT);
  const signing = keysAfter('sign', published);
  expect(signing).toBe(NEXT + OLD);
  expect(keysAfter('retire', signing)).toBe(NEXT);
});

it('takes keys whose last line does not end', () => {
  expect(keysAfter('publish', OLD.trimEnd(), () => NEXT)).toBe(OLD + NEXT);
});

it.each([
  ['publish', OLD + NEXT],
  ['sign', OLD],
  ['retire', OLD],
  ['retire', OLD + NEXT + pem('dGhpcmQ=')],
  ['publish', ''],
] as const)('refuses to %s where the keys are not as the step before has left them', (step, keys) => {
  expect(() => keysAfter(step, keys)).toThrow(`Before --step ${step}`);
});
