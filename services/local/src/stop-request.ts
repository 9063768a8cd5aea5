/** A terminal sends Ctrl-C to npm, to the boot program and to us, and each passes it on: so many signals are one wish. */
const ONE_WISH_MS = 2_000;

/**
 * Resolves when the process is asked to end. Asked once more later, it ends at once: what it started dies with it.
 */
export function stopRequest(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let askedAt = 0;
  const ask = () => {
    askedAt ||= Date.now();
    if (Date.now() - askedAt > ONE_WISH_MS) process.exit(130);
    resolve();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  return promise;
}
