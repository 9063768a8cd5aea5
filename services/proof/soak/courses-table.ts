import type { Course } from './flatness.ts';
import { MEASURES } from './usage.ts';

const HEAD = ['service', 'measure', 'after warm-up', 'at the end', 'limit', 'flat'];

/** A table for people: what each service had in use, and whether that is still so. */
export function formatCourses(courses: readonly Course[]): string {
  const lines = [HEAD, ...courses.map(toCells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map(cells => cells[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const rule = widths.map(width => '─'.repeat(width)).join('  ');
  const [head = '', ...body] = lines.map(cells => cells.map(pad).join('  '));
  return [head, rule, ...body].join('\n');
}

function toCells({ service, measure, baseline, end, limit, isFlat }: Course): string[] {
  const unit = MEASURES[measure] && ` ${MEASURES[measure]}`;
  const figures = [baseline, end, limit].map(value => `${Math.round(value)}${unit}`);
  return [service, measure, ...figures, isFlat ? 'yes' : 'NO'];
}
