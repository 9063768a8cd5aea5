import { expect, it } from 'vitest';
import { formatCourses } from './courses-table.ts';
import { judgeCourses } from './flatness.ts';
import type { Usage } from './usage.ts';

const usage = (change: Partial<Usage> = {}): Usage => ({
  memory: 100,
  descriptors: 40,
  'AMQP connections': 1,
  'AMQP channels': 2,
  'PostgreSQL connections': 5,
  ...change,
});
const courses = (end: Partial<Usage>[], after: Partial<Usage>[] = [{}]) =>
  judgeCourses(
    after.map(change => ({ gateway: usage(change) })),
    end.map(change => ({ gateway: usage(change) })),
  );
const grown = (...args: Parameters<typeof courses>) =>
  courses(...args)
    .filter(({ isFlat }) => !isFlat)
    .map(({ service, measure }) => `${service}: ${measure}`);

it('finds nothing where all is as it was, or less', () => {
  expect(courses([{}])).toHaveLength(5);
  expect(grown([{ memory: 60, descriptors: 20 }])).toEqual([]);
});

it.each([
  [{ memory: 150 }, 'gateway: memory'],
  [{ descriptors: 53 }, 'gateway: descriptors'],
  [{ 'AMQP connections': 2 }, 'gateway: AMQP connections'],
  [{ 'AMQP channels': 3 }, 'gateway: AMQP channels'],
  [{ 'PostgreSQL connections': 9 }, 'gateway: PostgreSQL connections'],
])('finds what has grown: %j', (end, found) => {
  expect(grown([end])).toEqual([found]);
});

it('minds one outlier neither at the start nor at the end', () => {
  expect(grown([{}, { memory: 900 }, {}])).toEqual([]);
  expect(grown([{ memory: 200 }], [{}, { memory: 900 }, {}])).toEqual(['gateway: memory']);
});

it('shows what there was, what there is, and what there may be', () => {
  const [first, , , , last] = courses([{ 'PostgreSQL connections': 9 }]);
  expect(formatCourses([first, last].filter(course => course !== undefined))).toBe(
    [
      'service  measure                 after warm-up  at the end    limit  flat',
      '───────  ──────────────────────  ─────────────  ──────────  ───────  ────',
      'gateway  memory                        100 MiB     100 MiB  149 MiB   yes',
      'gateway  PostgreSQL connections              5           9        8    NO',
    ].join('\n'),
  );
});
