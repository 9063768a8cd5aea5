import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readValueRows, valuesTable } from './values-table.ts';

const BEGIN = '<!-- values -->';
const END = '<!-- /values -->';

/** The README of a chart as it is, and as it should be: with the table of its values between the two markers. */
export async function readChartReadme(chart: string): Promise<{ file: string; now: string; wanted: string }> {
  const file = join(chart, 'README.md');
  const [now, values] = await Promise.all([
    readFile(file, 'utf8'),
    readFile(join(chart, 'values.yaml'), 'utf8'),
  ]);
  return { file, now, wanted: withValues(now, valuesTable(readValueRows(values)), file) };
}

function withValues(readme: string, table: string, file: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${file} has no ${BEGIN} followed by ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n${table}\n${readme.slice(end)}`;
}
