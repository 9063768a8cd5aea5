import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Job } from '@vc/contracts/job.ts';

/** Which jobs are ticked, to do something to several at once. */
export type Selection = {
  jobs: ReadonlySignal<readonly Job[]>;
  has(fid: string): boolean;
  set(fids: Iterable<string>, isSelected: boolean): void;
};

/** @param list the jobs that are there: what is gone is not selected either */
export function createSelection(list: ReadonlySignal<readonly Job[]>): Selection {
  const fids = signal<ReadonlySet<string>>(new Set());
  return {
    jobs: computed(() => list.value.filter(({ fid }) => fids.value.has(fid))),
    has: fid => fids.value.has(fid),
    set(changed, isSelected) {
      const next = new Set(fids.value);
      for (const fid of changed) isSelected ? next.add(fid) : next.delete(fid);
      fids.value = next;
    },
  };
}
