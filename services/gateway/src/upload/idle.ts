/** How long a sender may keep us waiting, and what tells us that it did. */
export type IdleLimit<T> = {
  idleMs: number;
  onIdle: () => void;
  /** How many milliseconds of waiting an item makes good, up to `idleMs`; by default all. */
  worthMs?: (item: T) => number;
};

/**
 * Passes on what a sender sends and calls `onIdle` when it keeps us waiting for `idleMs`: at a stretch, or in sum while
 * what it sends is too little to make up for it. Only the waiting counts: the time that the reader takes between two items is not
 * the sender's fault.
 */
export async function* limitIdle<T>(
  source: AsyncIterable<T>,
  { idleMs, onIdle, worthMs = () => idleMs }: IdleLimit<T>,
): AsyncGenerator<T> {
  let patienceMs = idleMs;
  let since = performance.now();
  let timer = setTimeout(onIdle, patienceMs);
  try {
    for await (const item of source) {
      clearTimeout(timer);
      patienceMs = Math.min(idleMs, patienceMs - (performance.now() - since) + worthMs(item));
      yield item;
      since = performance.now();
      timer = setTimeout(onIdle, patienceMs); // not `refresh`, which does nothing for a timer that was cleared
    }
  } finally {
    clearTimeout(timer);
  }
}
