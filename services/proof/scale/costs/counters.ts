/** What is counted, and in which unit. Every figure of the model comes from one of these. */
export const UNITS = {
  converterCpu: 'core-s',
  gatewayCpu: 'core-s',
  authCpu: 'core-s',
  notificationCpu: 'core-s',
  /** Through the links of gateway and converter to MongoDB. */
  storeWritten: 'B',
  storeRead: 'B',
  transactions: '',
  rowsChanged: '',
  messages: '',
  mails: '',
} as const;

/** Name of a counter. */
export type Counter = keyof typeof UNITS;

/** A value for each counter. */
export type Counters = Record<Counter, number>;

/** Something for each counter. */
export function forEachCounter<T>(value: (counter: Counter) => T): Record<Counter, T> {
  const entries = Object.keys(UNITS).map(name => [name, value(name as Counter)]);
  return Object.fromEntries(entries) as Record<Counter, T>;
}
