import { expect, it } from 'vitest';
import { formatResults } from './table.ts';

it('shows each case with what was tried and whether it held, and says why where it did not', () => {
  const table = formatResults([
    { group: 'links', name: 'a slow link', tried: '3 uploads', seconds: 1.24 },
    { group: 'links', name: 'a cut link', breach: 'one is lost\ntwo came twice', seconds: 20 },
  ]);
  expect(table).toBe(
    [
      'group  case         tried      held  time  ',
      '─────  ───────────  ─────────  ────  ──────',
      'links  a slow link  3 uploads  yes   1.2 s ',
      'links  a cut link   -          NO    20.0 s',
      '',
      'links, a cut link: one is lost',
      '    two came twice',
      '',
      '1 of 2 cases held.',
    ].join('\n'),
  );
});
