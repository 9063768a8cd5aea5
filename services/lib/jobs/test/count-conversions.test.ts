import { afterAll, beforeAll, expect, test } from 'vitest';
import { countConversions } from '../src/convert.ts';
import { createJobsDatabase, letLeaseRunOut, makeJob, type TestJobs } from './test-jobs.ts';

let jobs: TestJobs;
beforeAll(async () => {
  jobs = await createJobsDatabase();
});
afterAll(() => jobs.close());

test('conversions are counted by live leases, and no further than asked', async () => {
  const converter = jobs.open('converter');
  for (const state of ['receiving', 'stored', 'converted'] as const) await makeJob(jobs.db, state);
  expect(await countConversions(converter, 8)).toBe(0);
  const first = await makeJob(jobs.db, 'converting');
  for (let n = 0; n < 2; n += 1) await makeJob(jobs.db, 'converting');
  expect(await countConversions(converter, 8)).toBe(3);
  expect(await countConversions(converter, 2)).toBe(2);
  await letLeaseRunOut(jobs.superuser, first.fid);
  expect(await countConversions(converter, 8)).toBe(2);
});
