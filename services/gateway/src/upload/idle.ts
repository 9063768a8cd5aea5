/**
 * Passes on what a sender sends and calls `onIdle` when it keeps us waiting for `idleMs`. Only the waiting counts: the time
 * that the reader takes between two items is not the sender's fault.
 */
export async function* limitIdle<T>(
  source: AsyncIterable<T>,
  { idleMs, onIdle }: { idleMs: number; onIdle: () => void },
): AsyncGenerator<T> {
  let timer = setTimeout(onIdle, idleMs);
  try {
    for await (const item of source) {
      clearTimeout(timer);
      yield item;
      timer = setTimeout(onIdle, idleMs); // not `refresh`, which does nothing for a timer that was cleared
    }
  } finally {
    clearTimeout(timer);
  }
}
