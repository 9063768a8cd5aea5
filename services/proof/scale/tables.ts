import { at, type Costs } from './costs/costs.ts';
import { type Counter, UNITS } from './costs/counters.ts';
import type { Limits } from './costs/limits.ts';
import { carries, listCeilings, sortBySaturation } from './model/ceilings.ts';
import { type Needs, needOf, PARTS, type PartName } from './model/needs.ts';
import { HABITS, HEADROOM, LENGTHS, meanMinutes } from './model/workload.ts';
import { formatColumns, toFigure } from './text-table.ts';

const UPLOADS = [10_000, 1_000_000, 100_000_000] as const;

/** What was measured, as lines: a job, a second without any, a login. */
export function tableCosts(costs: Costs): string {
  const { job, service, videoBytes, mp3Bytes, idle, login } = costs;
  const counters = (Object.keys(UNITS) as Counter[]).map(name => [
    `${name}${UNITS[name] && `, ${UNITS[name]}`}`,
    ...[job[name].fixed, job[name].perMinute, at(job[name], meanMinutes()), login[name], idle[name]].map(
      toFigure,
    ),
  ]);
  const others = (
    [
      ['claim to converted, s', service],
      ['video, B', videoBytes],
      ['mp3, B', mp3Bytes],
    ] as const
  ).map(([name, line]) => [name, ...[line.fixed, line.perMinute, at(line, meanMinutes())].map(toFigure)]);
  const mean = `of ${toFigure(meanMinutes())} min`;
  return formatColumns(
    ['measured', 'a job', 'a minute more', mean, 'a login', 'a second idle'],
    [...counters, ...others],
  );
}

/** What is not measured, and by which means it is known. */
export function tableAssumptions(): string {
  const lengths = LENGTHS.map(({ share, minutes }) => `${100 * share} % ${minutes} min`).join(', ');
  const habits = Object.entries(HABITS).map(([name, { value, because }]) => [name, `${value}: ${because}`]);
  return [['lengths', lengths], ...habits, ['headroom', `${HEADROOM.value}: ${HEADROOM.because}`]]
    .map(([name = '', text = '']) => `${name.padEnd(20)}${text}`)
    .join('\n');
}

/** What days of three sizes need of each part: on average, and in the busiest hour. */
export function tableNeeds(needs: Needs): string {
  const lines = (Object.keys(PARTS) as PartName[]).map(part => [
    `${PARTS[part].what}, ${PARTS[part].unit}`,
    ...UPLOADS.flatMap(perDay => {
      const { average, peak } = needOf(part, needs, perDay);
      return [toFigure(average), PARTS[part].kind === 'stock' ? '' : toFigure(peak)];
    }),
  ]);
  return formatColumns(
    ['uploads a day', ...UPLOADS.flatMap(perDay => [perDay.toLocaleString('en-US'), 'peak'])],
    lines,
  );
}

/** What is full first, and at how many uploads a day. */
export function tableCeilings(needs: Needs, limits: Limits): string {
  const ceilings = sortBySaturation(listCeilings(limits), needs);
  return formatColumns(
    ['full first', 'uploads a day', 'ceiling', 'known by', 'of'],
    ceilings.map(ceiling => [
      PARTS[ceiling.part].what,
      Math.round(carries(ceiling, needs)).toLocaleString('en-US'),
      `${toFigure(ceiling.value)} ${ceiling.unit}`,
      ceiling.from,
      ceiling.of,
    ]),
  );
}
