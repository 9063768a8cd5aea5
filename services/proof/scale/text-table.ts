/** Lines of aligned columns under a head: the first to the left, all others to the right. */
export function formatColumns(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map(cells => cells[column]?.length ?? 0)));
  const format = (cells: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? '';
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map(width => '─'.repeat(width)).join('  ');
  return [format(head), rule, ...lines.map(format)].join('\n');
}

/** Three digits that count, with thousands apart. */
export function toFigure(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) < 0.001) return value.toExponential(1);
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: 0 });
}

/** A time as people say it. */
export function toTime(seconds: number): string {
  if (seconds < 120) return `${toFigure(seconds)} s`;
  if (seconds < 7_200) return `${toFigure(seconds / 60)} min`;
  return seconds < 172_800 ? `${toFigure(seconds / 3_600)} h` : `${toFigure(seconds / 86_400)} d`;
}
