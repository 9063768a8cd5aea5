import { DEFAULT_RETENTION, EXPIRED_ROW_DAYS } from '@vc/jobs/policy.ts';
import { at, type Costs } from '../costs/costs.ts';
import type { Limits } from '../costs/limits.ts';
import { DAY, peakFactor } from '../simulation/arrivals.ts';
import { CURVE, HABITS, meanMinutes } from './workload.ts';

/** Parts that can run out. A `rate` is used up every second, a `stock` by what is kept. */
export const PARTS = {
  converterCores: { what: 'converter', unit: 'cores', kind: 'rate' },
  gatewayCores: { what: 'gateway', unit: 'cores', kind: 'rate' },
  gatewayIn: { what: 'gateway, uploads', unit: 'MB/s', kind: 'rate' },
  gatewayOut: { what: 'gateway, downloads', unit: 'MB/s', kind: 'rate' },
  logins: { what: 'auth, logins', unit: '/s', kind: 'rate' },
  authCores: { what: 'auth', unit: 'cores', kind: 'rate' },
  notificationCores: { what: 'notification', unit: 'cores', kind: 'rate' },
  mails: { what: 'mails', unit: '/s', kind: 'rate' },
  transactions: { what: 'PostgreSQL, transactions', unit: '/s', kind: 'rate' },
  rows: { what: 'PostgreSQL, job rows and indexes', unit: 'GB', kind: 'stock' },
  storeWritten: { what: 'MongoDB, written by services', unit: 'MB/s', kind: 'rate' },
  storeRead: { what: 'MongoDB, read by services', unit: 'MB/s', kind: 'rate' },
  storeOperations: { what: 'MongoDB, writes of the primary’s volume', unit: '/s', kind: 'rate' },
  stored: { what: 'MongoDB, kept by each member', unit: 'GB', kind: 'stock' },
  messages: { what: 'RabbitMQ, messages', unit: '/s', kind: 'rate' },
} as const;

/** Name of such a part. */
export type PartName = keyof typeof PARTS;

/** Of each part: for a rate what one upload takes, for a stock what one upload a day comes to. In the part's unit, rates in unit seconds. */
export type Needs = Record<PartName, number>;

const MB = 1e6;
const GB = 1e9;
const keptDays = DEFAULT_RETENTION.endedSeconds / DAY;

/** What a WiredTiger member writes of each byte that it is given: journal, then data file. */
const WRITTEN_TWICE = 2;

/** Largest write that EBS counts as one, in bytes. */
const WRITE_BYTES = 256 * 1_024;

/** What an upload of mean length takes, everything that follows from it included. */
export function deriveNeeds(costs: Costs, limits: Limits, minutes = meanMinutes()): Needs {
  const job = (name: keyof Costs['job']) => at(costs.job[name], minutes);
  const logins = HABITS.loginsPerUpload.value;
  const [videoBytes, mp3Bytes] = [at(costs.videoBytes, minutes), at(costs.mp3Bytes, minutes)];
  const failed = HABITS.failedShare.value;
  return {
    converterCores: job('converterCpu'),
    gatewayCores: job('gatewayCpu') + logins * costs.login.gatewayCpu,
    gatewayIn: videoBytes / MB,
    gatewayOut: (HABITS.downloadsPerUpload.value * mp3Bytes) / MB,
    logins,
    authCores: job('authCpu') + logins * costs.login.authCpu,
    notificationCores: job('notificationCpu'),
    mails: job('mails'),
    transactions: job('transactions') + logins * costs.login.transactions,
    rows: (limits.postgres.jobBytes * (keptDays + EXPIRED_ROW_DAYS)) / GB,
    storeWritten: job('storeWritten') / MB,
    storeRead: job('storeRead') / MB,
    storeOperations: (job('storeWritten') * WRITTEN_TWICE) / WRITE_BYTES,
    stored: (((1 - failed) * mp3Bytes + failed * videoBytes) * keptDays) / GB,
    messages: job('messages'),
  };
}

/** What a day of so many uploads needs of a part: on average, and in its busiest hour. */
export function needOf(part: PartName, needs: Needs, perDay: number): { average: number; peak: number } {
  if (PARTS[part].kind === 'stock') {
    const value = needs[part] * perDay;
    return { average: value, peak: value };
  }
  const average = (needs[part] * perDay) / DAY;
  return { average, peak: average * peakFactor(CURVE) };
}
