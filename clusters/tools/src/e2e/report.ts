import { alignColumns } from '../table.ts';
import type { Report } from './scenario.ts';

/** A line a step, with its time, and one for each scenario that was left out; of a complaint its first line. */
export function formatReports(reports: readonly Report[]): string {
  const rows = reports.flatMap(({ scenario: { number, title }, outcomes, isLeftOut }) => {
    if (isLeftOut) return [[`· ${number} ${title}`, 'not played: npm run e2e -- --all', '', '']];
    return outcomes.map(({ claim, milliseconds, problem }) => [
      `${problem === undefined ? '✓' : '✗'} ${number} ${title}`,
      claim,
      `${(milliseconds / 1000).toFixed(1)} s`,
      problem?.split('\n')[0] ?? '',
    ]);
  });
  return alignColumns(rows);
}
