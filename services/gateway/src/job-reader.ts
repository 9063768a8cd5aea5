import type { Job, NotificationOutcome } from '@vc/contracts/job.ts';
import type { JobRow, JobsDatabase } from '@vc/jobs/schema.ts';
import type { Kysely } from 'kysely';
import { toJob } from './job-view.ts';

/** The view through which `notification` lets the gateway see what became of its deliveries. */
type OutcomeView = {
  fid: string;
  epoch: number;
  channel: NotificationOutcome['channel'];
  status: NotificationOutcome['status'];
  attempts: number;
  updated_at: Date;
};

/** The tables that the gateway may read and write. */
export type GatewayDatabase = JobsDatabase & { 'notification.outcome': OutcomeView };

/** Completes rows with the outcomes of their notifications, in one query for all of them. */
export async function readJobs(db: Kysely<GatewayDatabase>, rows: JobRow[]): Promise<Job[]> {
  if (rows.length === 0) return [];
  const outcomes = await db
    .selectFrom('notification.outcome')
    .selectAll()
    .where(
      'fid',
      'in',
      rows.map(row => row.fid),
    )
    .orderBy('epoch')
    .orderBy('channel')
    .execute();
  const ofJob = Map.groupBy(outcomes, outcome => outcome.fid);
  return rows.map(row => toJob(row, (ofJob.get(row.fid) ?? []).map(toOutcome)));
}

function toOutcome({ channel, status, epoch, attempts, updated_at }: OutcomeView): NotificationOutcome {
  return { channel, status, epoch, attempts, updatedAt: updated_at.toISOString() };
}
