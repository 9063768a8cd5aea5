import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { listApps, listCharts } from '../rendering/apps.ts';
import { EXAMPLE_CLUSTER, REPOSITORY } from '../repository.ts';
import { findSecrets } from '../rules/secrets.ts';
import { readChartReadme } from './chart-readme.ts';
import { openObjects } from './chart-schema.ts';
import { undescribedValues } from './values-table.ts';

const charts = await listCharts(REPOSITORY);
const apps = await listApps(REPOSITORY, EXAMPLE_CLUSTER);

describe.each(charts.map(chart => [basename(chart), chart]))('the chart %s', (_, chart) => {
  const read = (file: string) => readFile(join(chart, file), 'utf8');

  it('has a README with the table of its values (npm run render -- readme)', async () => {
    const { now, wanted } = await readChartReadme(chart);
    expect(now).toBe(wanted);
  });

  it('describes every value', async () => {
    expect(undescribedValues(await read('values.yaml'))).toEqual([]);
  });

  it('has a schema that refuses unknown keys', async () => {
    const schema: unknown = JSON.parse(await read('values.schema.json'));
    expect(openObjects(schema)).toEqual([]);
  });

  it('has no secret in its values', async () => {
    const files = [
      join(chart, 'values.yaml'),
      ...apps.filter(app => app.chart === chart).flatMap(app => app.valueFiles),
    ];
    for (const file of files) expect(findSecrets(parse(await readFile(file, 'utf8')))).toEqual([]);
  });
});
