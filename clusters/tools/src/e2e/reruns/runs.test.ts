import { expect, it } from 'vitest';
import { requireRuns } from './runs.ts';

const BEFORE = { 'queue-init': 'a 13:00', 'auth-migrations': 'b 13:00' };

it('is content where just those have run that should', () => {
  requireRuns(BEFORE, { ...BEFORE }, []);
  requireRuns(BEFORE, { ...BEFORE, 'queue-init': 'c 14:00' }, ['queue-init']);
});

it.each([
  [{ ...BEFORE, 'queue-init': 'c 14:00' }, [], 'Jobs of queue-init have run, and not of nobody.'],
  [BEFORE, ['queue-init'], 'Jobs of nobody have run, and not of queue-init.'],
  [{ 'queue-init': 'a 13:00' }, [], 'Jobs of auth-migrations have run'],
  [{ 'queue-init': 'a 14:00', 'auth-migrations': 'b 13:00' }, [], 'Jobs of queue-init have run'],
])('finds one that ran, did not run, or is gone: %#', (after, apps, complaint) => {
  expect(() => requireRuns(BEFORE, after, apps)).toThrow(complaint);
});
