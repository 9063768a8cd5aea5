import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Job } from '@vc/contracts/job.ts';
import type { JobsApi } from '../api/jobs.ts';

/** The user's jobs as far as they are loaded, newest first, kept up to date by events. */
export type Jobs = {
  list: ReadonlySignal<readonly Job[]>;
  isLoaded: ReadonlySignal<boolean>;
  hasMore: ReadonlySignal<boolean>;
  /** Loads what is shown anew: at first, and after a time without events. */
  refresh(): Promise<void>;
  loadMore(): Promise<void>;
  put(job: Job): void;
  setProgress(fid: string, progress: number): void;
  remove(fid: string): void;
  clear(): void;
};

/** @param onChange told of each job that was known and has another status now */
export function createJobs(api: Pick<JobsApi, 'list'>, onChange: (job: Job) => void): Jobs {
  const byFid = signal<ReadonlyMap<string, Job>>(new Map());
  const cursor = signal<string | null>(null);
  const isLoaded = signal(false);
  /** Never to come back, whatever an answer says that was under way when they were deleted. */
  const removed = new Set<string>();
  /** Whatever changed since the refresh under way began: its answer is older. */
  let touched = new Set<string>();

  function put(job: Job): void {
    touched.add(job.fid);
    const known = byFid.value.get(job.fid);
    if (removed.has(job.fid) || (known && known.updatedAt > job.updatedAt)) return;
    byFid.value = new Map(byFid.value).set(job.fid, job);
    if (known && known.status !== job.status) onChange(job);
  }

  function drop(fids: Iterable<string>): void {
    const rest = new Map(byFid.value);
    for (const fid of fids) rest.delete(fid);
    byFid.value = rest;
  }

  async function refresh(): Promise<void> {
    touched = new Set();
    const before = byFid.value;
    const found = new Set<string>();
    let next: string | null = null;
    do {
      const page = await api.list(next);
      for (const job of page.jobs) found.add(job.fid);
      page.jobs.forEach(put);
      next = page.next;
    } while (next !== null && found.size < before.size);
    const oldest = next ?? ''; // what is older was not asked for
    drop([...before.keys()].filter(fid => fid >= oldest && !found.has(fid) && !touched.has(fid)));
    cursor.value = next;
    isLoaded.value = true;
  }

  return {
    list: computed(() => [...byFid.value.values()].sort((a, b) => (a.fid < b.fid ? 1 : -1))),
    isLoaded,
    hasMore: computed(() => cursor.value !== null),
    refresh,
    async loadMore() {
      const page = await api.list(cursor.value);
      page.jobs.forEach(put);
      cursor.value = page.next;
    },
    put,
    setProgress(fid, progress) {
      const known = byFid.value.get(fid);
      if (!known || known.status === 'converted') return;
      byFid.value = new Map(byFid.value).set(fid, { ...known, progress });
    },
    remove(fid) {
      removed.add(fid);
      touched.add(fid);
      drop([fid]);
    },
    clear() {
      byFid.value = new Map();
      cursor.value = null;
      isLoaded.value = false;
    },
  };
}
