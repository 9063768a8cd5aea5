/** Length of a lease in seconds; its holder renews it every `RENEW_EVERY_MS`, so five renewals may fail. */
export const LEASE_SECONDS = 30;
export const RENEW_EVERY_MS = 5_000;

/** Conversions begun in one epoch before a job has failed with `gave-up`. */
export const MAX_ATTEMPTS = 5;

/** What operators may change, with the defaults that DESIGN names. */
export type Retention = {
  /** Seconds until an MP3, a failed job's source and a canceled job expire. */
  endedSeconds: number;
};

/** What one user may have at a time. */
export type Quota = {
  /** Jobs not ended yet. */
  unfinishedJobs: number;
  /** Sources and MP3s together. */
  bytes: number;
  /** Uploads under way. */
  uploads: number;
};

export const DEFAULT_RETENTION: Retention = { endedSeconds: 7 * 24 * 3600 };
export const DEFAULT_QUOTA: Quota = { unfinishedJobs: 20, bytes: 10 * 2 ** 30, uploads: 3 };

/** How long an expired job answers 410, and a deleted row outlives its bytes. */
export const EXPIRED_ROW_DAYS = 30;
export const REMOVED_ROW_HOURS = 24;
