/** Work that is under way, never more than so much of it; the first failure fails whatever comes after. */
export type Pending = {
  /** Resolves when there is room for more. */
  add(work: Promise<unknown>): Promise<void>;
  /** Resolves when nothing is under way any more. */
  settle(): Promise<void>;
};

/** Keeps count of up to `limit` pieces of work. */
export function createPending(limit: number): Pending {
  const underWay = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;

  const throwIfFailed = () => {
    if (failure) throw failure.error;
  };

  return {
    async add(work) {
      const done = work.then(
        () => void underWay.delete(done),
        error => {
          underWay.delete(done);
          failure ??= { error };
        },
      );
      underWay.add(done);
      if (underWay.size >= limit) await Promise.race(underWay);
      throwIfFailed();
    },
    async settle() {
      await Promise.all(underWay);
      throwIfFailed();
    },
  };
}
