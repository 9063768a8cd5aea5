import { type Subscription, subscribe } from '@vc/kit/listen.ts';
import type { Logger } from '@vc/kit/logger.ts';
import type { JobState } from './schema.ts';

/** What PostgreSQL tells of a changed job; `isProgressOnly`: nothing but the progress (0 to 1) changed. */
export type JobChange = {
  fid: string;
  owner: string;
  state: JobState;
  progress: number;
  isProgressOnly: boolean;
};

/**
 * Calls back for every change of any job, as soon as it is committed. Changes during a lost connection are not repeated:
 * `onListening` tells when to look for oneself.
 */
export function watchJobs(options: {
  url: string;
  log: Logger;
  onChange(change: JobChange): void;
  onListening?(): void;
}): Subscription {
  return subscribe({
    ...options,
    channel: 'job',
    onNotification: payload => options.onChange(JSON.parse(payload) as JobChange),
  });
}
