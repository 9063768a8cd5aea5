import type { Result } from './group.ts';

const HEAD = ['group', 'case', 'tried', 'held', 'time'];

/** A table for people, under it each breach in full, and how many held. */
export function formatResults(results: readonly Result[]): string {
  const lines = [HEAD, ...results.map(toCells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map(cells => cells[column]?.length ?? 0)));
  const format = (cells: string[]) =>
    cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  const rule = widths.map(width => '─'.repeat(width)).join('  ');
  const [head = '', ...body] = lines.map(format);
  const broken = results.filter(({ breach }) => breach !== undefined);
  return [
    [head, rule, ...body].join('\n'),
    ...(broken.length > 0 ? [broken.map(describeBreach).join('\n')] : []),
    `${results.length - broken.length} of ${results.length} cases held.`,
  ].join('\n\n');
}

const toCells = ({ group, name, tried, seconds }: Result) => [
  group,
  name,
  tried ?? '-',
  tried === undefined ? 'NO' : 'yes',
  `${seconds.toFixed(1)} s`,
];

const describeBreach = ({ group, name, breach = '' }: Result) =>
  `${group}, ${name}: ${breach.replaceAll('\n', '\n    ')}`;
