/** Counts what may happen only so many times at once in this process. */
export type Slots = {
  /** Takes a slot and returns how to give it back (twice does no harm), or undefined when all are taken. */
  take(): (() => void) | undefined;
};

/** @param size slots in all */
export function createSlots(size: number): Slots {
  let free = size;
  return {
    take() {
      if (free === 0) return undefined;
      free -= 1;
      let isTaken = true;
      return () => {
        if (isTaken) free += 1;
        isTaken = false;
      };
    },
  };
}
