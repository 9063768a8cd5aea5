import { expect, it } from 'vitest';
import { formatTable, meetsAim, type Row } from './table.ts';

it('shows medians, ratio, spreads and aim in columns', () => {
  const rows: Row[] = [
    {
      what: 'convert',
      unit: 's',
      figures: { baseline: [10, 9, 11], ours: [11, 12, 11] },
      aim: { atMost: 1.15 },
    },
    { what: 'wait', unit: 'ms', figures: { baseline: [2], ours: [4] }, aim: { oursAtMost: 5 } },
    { what: 'send a lot', unit: 'MiB/s', figures: { baseline: [1_000], ours: [2.5] } },
  ];
  expect(formatTable(rows).split('\n')).toEqual([
    'what          baseline        ours  ratio      spread        aim',
    '──────────  ──────────  ──────────  ─────  ──────────  ─────────',
    'convert         10.0 s      11.0 s  1.10x  20 % / 9 %  ≤ 1.15x ✓',
    'wait           2.00 ms     4.00 ms  2.00x   0 % / 0 %   ≤ 5 ms ✓',
    'send a lot  1000 MiB/s  2.50 MiB/s  0.00x   0 % / 0 %          -',
  ]);
});

it.each([
  [100, 115, { atMost: 1.15 }, true],
  [100, 116, { atMost: 1.15 }, false],
  [10, 6, { atLeast: 0.6 }, true],
  [10, 5.9, { atLeast: 0.6 }, false],
  [1, 5, { oursAtMost: 5 }, true],
  [5, 5.1, { oursAtMost: 5 }, false],
  [2, 7, { aboveAtMost: 5 }, true],
  [2, 7.1, { aboveAtMost: 5 }, false],
  [1, 100, undefined, true],
])('a baseline of %d and %d of ours against %j is fine: %s', (baseline, ours, aim, isFine) => {
  expect(meetsAim(baseline, ours, aim)).toBe(isFine);
});

it('says no ratio where there is nothing to divide by', () => {
  const table = formatTable([{ what: 'waits', unit: 's', figures: { baseline: [0, 0], ours: [0.5, 0.5] } }]);
  expect(table).toMatch(/waits +0.00 s +0.50 s +- +- \/ 0 % +-$/);
});
