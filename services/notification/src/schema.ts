import type { JobError, NotificationOutcome } from '@vc/contracts/job.ts';
import type { JobsDatabase } from '@vc/jobs/schema.ts';
import type { Generated, JSONColumnType, Kysely } from 'kysely';

/** The ways to reach a user. */
export type Channel = NotificationOutcome['channel'];

/** What is told: how a job ended, or the link that confirms an address (by e-mail only). */
export type Kind = 'completed' | 'failed' | 'confirmation';

/** Which channels a user wants; without a row, the defaults of `preferences.ts`. */
export type PreferenceTable = {
  user_id: string;
  email: Generated<boolean>;
  push: Generated<boolean>;
  webhook_url: string | null;
  /** Sealed for its user. */
  webhook_secret: Buffer | null;
};

/** One browser of one user. */
export type PushSubscriptionTable = {
  endpoint: string;
  user_id: string;
  p256dh: string;
  auth: string;
  created_at: Generated<Date>;
};

/** The job as it ended: deliveries must not depend on what becomes of it. Size in bytes, duration in seconds. */
export type EndedJobContent = {
  name: string;
  size: number | null;
  duration: number | null;
  error: JobError | null;
};

/** One thing to tell on one channel to one recipient. */
export type DeliveryTable = {
  id: Generated<string>;
  user_id: string;
  /** Null for a confirmation, like `epoch`. */
  fid: string | null;
  epoch: number | null;
  kind: Kind;
  channel: Channel;
  /** The address, the push endpoint; null for a webhook, whose URL is the user's current one. */
  recipient: string | null;
  /** Null once decided: what was sent is nobody's business afterwards. */
  content: JSONColumnType<EndedJobContent> | null;
  /** The secret of a confirmation link, sealed for its user; null once decided. */
  sealed_token: Buffer | null;
  status: Generated<NotificationOutcome['status']>;
  attempts: Generated<number>;
  /** Times it was handed over and no answer came back: it may have arrived that often. */
  doubts: Generated<number>;
  /** When the next attempt is due; for a leased row, when its lease ends. */
  due_at: Generated<Date>;
  /** Whose attempt is under way. */
  lease_token: string | null;
  /** What went wrong last, for operators. */
  detail: string | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

/** What this service sees of the database: its own schema, and its part of the jobs (through `@vc/jobs`). */
export type Database = JobsDatabase & {
  'notification.preference': PreferenceTable;
  'notification.push_subscription': PushSubscriptionTable;
  'notification.delivery': DeliveryTable;
};

export type Db = Kysely<Database>;

/** The same connection or transaction, as the functions of `@vc/jobs` want it. */
export const jobsOf = (db: Db): Kysely<JobsDatabase> => db.$pickTables<keyof JobsDatabase>();
