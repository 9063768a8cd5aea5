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
    { what: 'send a lot', unit: 'MiB/s', figures: { baseline: [1_000], ours: [2.5] } },
  ];
  expect(formatTable(rows).split('\n')).toEqual([
    'what          baseline        ours  ratio      spread        aim',
    '──────────  ──────────  ──────────  ─────  ──────────  ─────────',
    'convert         10.0 s      11.0 s  1.10x  20 % / 9 %  ≤ 1.15x ✓',
    'send a lot  1000 MiB/s  2.50 MiB/s  0.00x   0 % / 0 %          -',
  ]);
});

it.each([
  [1.15, { atMost: 1.15 }, true],
  [1.16, { atMost: 1.15 }, false],
  [0.6, { atLeast: 0.6 }, true],
  [0.59, { atLeast: 0.6 }, false],
  [100, undefined, true],
])('a ratio of %d against %j is fine: %s', (ratio, aim, isFine) => {
  expect(meetsAim(ratio, aim)).toBe(isFine);
});
