import { type Figures, median, spread } from './measure.ts';

/**
 * What the ratio of ours to the baseline should be; or our figure by itself where people wait for it, or how far it may be above the
 * baseline, both in the unit of the row.
 */
export type Aim = { atMost: number } | { atLeast: number } | { oursAtMost: number } | { aboveAtMost: number };

/** One line of the result. Without an aim it is only reported. */
export type Row = { what: string; unit: string; figures: Figures; aim?: Aim };

const HEAD = ['what', 'baseline', 'ours', 'ratio', 'spread', 'aim'];

/** A table for people: medians, how ours relates to the baseline, how far the figures of each lie apart, and the aim. */
export function formatTable(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(toCells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map(cells => cells[column]?.length ?? 0)));
  const format = (cells: string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  const rule = widths.map(width => '─'.repeat(width)).join('  ');
  const [head = '', ...body] = lines.map(format);
  return [head, rule, ...body].join('\n');
}

/** Whether a baseline and our figure are to each other as they should be; true without an aim. */
export function meetsAim(baseline: number, ours: number, aim: Aim | undefined): boolean {
  if (!aim) return true;
  if ('oursAtMost' in aim) return ours <= aim.oursAtMost;
  if ('aboveAtMost' in aim) return ours - baseline <= aim.aboveAtMost;
  const ratio = ours / baseline;
  return 'atMost' in aim ? ratio <= aim.atMost : ratio >= aim.atLeast;
}

function toCells({ what, unit, figures, aim }: Row): string[] {
  const [baseline, ours] = [median(figures.baseline), median(figures.ours)];
  return [
    what,
    `${toFigure(baseline)} ${unit}`,
    `${toFigure(ours)} ${unit}`,
    baseline === 0 ? '-' : `${(ours / baseline).toFixed(2)}x`,
    `${toPercent(spread(figures.baseline))} / ${toPercent(spread(figures.ours))}`,
    aim ? `${nameAim(aim, unit)} ${meetsAim(baseline, ours, aim) ? '✓' : '✗'}` : '-',
  ];
}

function nameAim(aim: Aim, unit: string): string {
  if ('oursAtMost' in aim) return `≤ ${aim.oursAtMost} ${unit}`;
  if ('aboveAtMost' in aim) return `≤ +${aim.aboveAtMost} ${unit}`;
  return 'atMost' in aim ? `≤ ${aim.atMost}x` : `≥ ${aim.atLeast}x`;
}

/** A spread around nothing is none. */
const toPercent = (share: number) => (Number.isFinite(share) ? `${Math.round(share * 100)} %` : '-');

/** Three digits that count. */
const toFigure = (value: number) => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
