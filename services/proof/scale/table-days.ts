import type { Costs } from './costs/costs.ts';
import { DAYS, drawDay } from './model/days.ts';
import { percentiles } from './simulation/percentiles.ts';
import { simulate } from './simulation/simulate.ts';
import { formatColumns, toFigure, toTime } from './text-table.ts';

/** Lives through the days of the page, and says how long uploads waited for a converter. The same seed gives the same table. */
export function tableDays(seed: number, costs: Pick<Costs, 'job'>, tell: (now: string) => void): string {
  const lines = DAYS.flatMap(day => {
    tell(day.name);
    const { firstMinutes = 0 } = day;
    const outcome = simulate(
      drawDay(seed, day, costs),
      day.scaling,
      ({ minutes }) => minutes <= firstMinutes,
    );
    const { waits, firstWaits, podSeconds, busySeconds, mostPods } = outcome;
    const pods = [
      String(mostPods),
      toFigure(podSeconds / 3_600),
      `${Math.round((100 * busySeconds) / podSeconds)} %`,
    ];
    const line = [day.name, ...toCells(waits), ...pods];
    return firstMinutes > 0
      ? [line, [`  of which up to ${firstMinutes} min`, ...toCells(firstWaits)]]
      : [line];
  });
  return formatColumns(
    ['a day of', 'p50', 'p95', 'p99', 'max', 'most pods', 'converter-hours', 'busy'],
    lines,
  );
}

function toCells(waits: readonly number[]): string[] {
  const { p50, p95, p99, max } = percentiles(waits);
  return [p50, p95, p99, max].map(toTime);
}
