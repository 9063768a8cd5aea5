/** Waiting times as an operator reads them, in seconds. */
export type Percentiles = { p50: number; p95: number; p99: number; max: number };

/** Of each, the smallest value that so many per cent of all do not exceed. @throws {RangeError} where there are none */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => {
    const value = sorted[Math.ceil(share * sorted.length) - 1];
    if (value === undefined) throw new RangeError('there are no percentiles of nothing');
    return value;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
