/** Two things that do the same work. Each run does it once and returns one figure. */
export type Contest = { baseline(): Promise<number>; ours(): Promise<number> };

/** The figures of both, in the order in which they were measured. */
export type Figures = { baseline: number[]; ours: number[] };

/** How a contest is run; `onRun` hears what runs now. */
export type RunOptions = { rounds: number; signal: AbortSignal; onRun?: (now: string) => void };

/**
 * Measures both in turn, `rounds` times, so that whatever else the machine does meets both. Every other round starts with
 * the other one: neither always runs in the other's wake.
 *
 * @throws the reason of the signal as soon as it aborts; what runs then is for the caller to end
 */
export async function interleave(contest: Contest, { rounds, signal, onRun }: RunOptions): Promise<Figures> {
  const figures: Figures = { baseline: [], ours: [] };
  for (let round = 1; round <= rounds; round += 1) {
    const order = round % 2 === 1 ? (['baseline', 'ours'] as const) : (['ours', 'baseline'] as const);
    for (const who of order) {
      onRun?.(`round ${round} of ${rounds}, ${who}`);
      figures[who].push(await orAborted(contest[who](), signal));
    }
  }
  return figures;
}

/** The middle one, or the mean of the two in the middle. @throws {RangeError} without any figure */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('there is no median of nothing');
  return (lower + upper) / 2;
}

/** How far the figures lie apart: the distance of the largest from the smallest, as a share of the median. */
export function spread(figures: readonly number[]): number {
  return (Math.max(...figures) - Math.min(...figures)) / median(figures);
}

/** How many seconds the work takes by the clock. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

/** What the work comes to, unless the signal aborts before. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
