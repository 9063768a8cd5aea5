import { openAsBlob } from 'node:fs';
import type { Job } from '@vc/contracts/job.ts';
import { expect } from 'vitest';

/** One user's view of the public API. */
export interface User {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Uploads a file and returns its job; the answer must be 202. */
  upload(video: string, options?: { name?: string; query?: string }): Promise<Job>;
  job(fid: string): Promise<Job>;
  /** Waits until the job has this status. */
  waitFor(fid: string, status: Job['status'], timeout?: number): Promise<Job>;
}

/** @param url of the gateway */
export function actAs(url: string, token: string): User {
  const user: User = {
    fetch: (path, init = {}) =>
      fetch(url + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } }),
    async upload(video, { name = 'video.mp4', query = '' } = {}) {
      const form = new FormData();
      form.set('file', await openAsBlob(video), name);
      const answer = await user.fetch(`/upload${query}`, { method: 'POST', body: form });
      expect(answer.status, await answer.clone().text()).toBe(202);
      return (await answer.json()) as Job;
    },
    async job(fid) {
      const answer = await user.fetch(`/jobs/${fid}`);
      return (await answer.json()) as Job;
    },
    async waitFor(fid, status, timeout = 50_000) {
      await expect.poll(async () => (await user.job(fid)).status, { timeout, interval: 100 }).toBe(status);
      return await user.job(fid);
    },
  };
  return user;
}
