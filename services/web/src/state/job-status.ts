import type { Job, JobStatus } from '@vc/contracts/job.ts';

/** A job's state in one word. */
export const STATUS_LABELS: Record<JobStatus, string> = {
  stored: 'Waiting',
  converting: 'Converting',
  converted: 'Ready',
  failed: 'Failed',
  canceled: 'Canceled',
  expired: 'Expired',
};

/** What is said of a job whose state has changed. */
export function announcementOf({ name, status, error }: Job): string {
  switch (status) {
    case 'converted':
      return `${name} is ready.`;
    case 'failed':
      return `${name} could not be converted. ${error?.detail ?? ''}`;
    default:
      return `${name}: ${STATUS_LABELS[status]}.`;
  }
}
