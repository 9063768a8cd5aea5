import type { JobChange } from '@vc/jobs/changes.ts';

/** Who is told of the changes of one owner's jobs. */
export type Listener = (change: JobChange) => void;

/** Hands the changes that PostgreSQL tells of to the event streams of this replica. */
export type Hub = {
  publish(change: JobChange): void;
  /** @returns how to leave */
  join(owner: string, listener: Listener): () => void;
  /** Streams that this owner has open here. */
  count(owner: string): number;
};

export function createHub(): Hub {
  const listeners = new Map<string, Set<Listener>>();
  return {
    publish(change) {
      for (const listener of listeners.get(change.owner) ?? []) listener(change);
    },
    join(owner, listener) {
      const own = listeners.get(owner) ?? new Set();
      listeners.set(owner, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(owner) === own) listeners.delete(owner);
      };
    },
    count: owner => listeners.get(owner)?.size ?? 0,
  };
}
