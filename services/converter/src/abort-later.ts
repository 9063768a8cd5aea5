/** A signal that aborts `ms` milliseconds after another one did; disposing of it forgets both. */
export function abortLater(signal: AbortSignal, ms: number): Disposable & { signal: AbortSignal } {
  const later = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => later.abort(), ms);
  };
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return {
    signal: later.signal,
    [Symbol.dispose]() {
      signal.removeEventListener('abort', start);
      clearTimeout(timer);
    },
  };
}
