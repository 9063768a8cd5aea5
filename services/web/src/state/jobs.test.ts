import type { Job } from '@vc/contracts/job.ts';
import { expect, it, vi } from 'vitest';
import type { JobPage } from '../api/jobs.ts';
import { createJobs } from './jobs.ts';

const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`;

function jobOf(fid: string, changes: Partial<Job> = {}): Job {
  return {
    fid,
    name: `${fid}.mp4`,
    status: 'stored',
    progress: 0,
    bitrate: '128',
    video: { size: 1, sha256: '', type: '' },
    mp3: null,
    error: null,
    notifications: [],
    createdAt: at(0),
    updatedAt: at(0),
    expiresAt: null,
    ...changes,
  };
}

const pageOf = (jobs: Job[], next: string | null = null): JobPage => ({ jobs, next });
const fids = (jobs: { list: { value: readonly Job[] } }) => jobs.list.value.map(({ fid }) => fid);

it('shows the newest first, and pages behind on request', async () => {
  const pages = { first: pageOf([jobOf('c'), jobOf('b')], 'b'), b: pageOf([jobOf('a')]) };
  const jobs = createJobs({ list: async cursor => (cursor === 'b' ? pages.b : pages.first) }, () => {});
  await jobs.refresh();
  expect([fids(jobs), jobs.hasMore.value]).toEqual([['c', 'b'], true]);
  await jobs.loadMore();
  expect([fids(jobs), jobs.hasMore.value]).toEqual([['c', 'b', 'a'], false]);
});

it('takes no older state over a newer one, and tells of a change once', () => {
  const onChange = vi.fn();
  const jobs = createJobs({ list: async () => pageOf([]) }, onChange);
  jobs.put(jobOf('a', { updatedAt: at(1) }));
  jobs.put(jobOf('a', { status: 'converted', updatedAt: at(3) }));
  jobs.put(jobOf('a', { status: 'converting', updatedAt: at(2) }));
  expect(jobs.list.value[0]?.status).toBe('converted');
  expect(onChange.mock.calls.map(([job]) => job.status)).toEqual(['converted']);
});

it('does not bring back what was deleted while it was loading', async () => {
  const answer = Promise.withResolvers<JobPage>();
  const jobs = createJobs({ list: () => answer.promise }, () => {});
  const refreshed = jobs.refresh();
  jobs.remove('a');
  answer.resolve(pageOf([jobOf('b'), jobOf('a')]));
  await refreshed;
  expect(fids(jobs)).toEqual(['b']);
});

it('forgets on a refresh what is gone, but not what came meanwhile or lies behind the pages asked for', async () => {
  const answer = Promise.withResolvers<JobPage>();
  const answers = [Promise.resolve(pageOf([jobOf('d'), jobOf('c')], 'c')), answer.promise];
  const jobs = createJobs({ list: () => answers.shift() ?? Promise.reject(new Error('no more')) }, () => {});
  await jobs.refresh();
  const refreshed = jobs.refresh();
  jobs.put(jobOf('e'));
  answer.resolve(pageOf([jobOf('c'), jobOf('b')], 'b'));
  await refreshed;
  expect(fids(jobs)).toEqual(['e', 'c', 'b']);
});
