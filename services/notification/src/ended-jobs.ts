import type { Contact } from '@vc/contracts/auth-api.ts';
import { Mp3Message } from '@vc/contracts/messaging.ts';
import { type EndedJob, findEndedJob, markNotified } from '@vc/jobs/notify.ts';
import type { Consumer } from '@vc/kit/consumer.ts';
import type { Insertable } from 'kysely';
import { insertDeliveries } from './deliveries.ts';
import { findPreference } from './preferences.ts';
import { type Channel, type Db, type DeliveryTable, jobsOf } from './schema.ts';

/** Asks `auth` where a user is reached; undefined when there is no such user. Rejects while `auth` is away. */
export type FindContact = (userId: string) => Promise<Contact | undefined>;

/** Messages handled at a time: each is a few small queries and one call. */
const PREFETCH = 10;

const KINDS = { converted: 'completed', failed: 'failed' } as const;

/** Consumes queue `mp3`: turns each end of a job into its deliveries, once. */
export function createEndedJobConsumer(deps: {
  db: Db;
  findContact: FindContact;
  onDeliveries(): void;
}): Consumer<typeof Mp3Message> {
  return {
    queue: 'mp3',
    schema: Mp3Message,
    prefetch: PREFETCH,
    async handle({ file_id, epoch }) {
      // The message is a hint. What happened stands in the job's row, and only its present end is told.
      const job = await findEndedJob(jobsOf(deps.db), file_id);
      if (!job || job.epoch !== epoch || job.notified_at) return;
      if (job.state !== 'converted' && job.state !== 'failed') return;
      const contact = await deps.findContact(job.owner);
      await insertOnce(deps.db, job, KINDS[job.state], contact);
      deps.onDeliveries();
    },
  };
}

/** In one transaction: the mark on the job, which one of many duplicates gets, and the deliveries. */
async function insertOnce(
  db: Db,
  job: EndedJob,
  kind: 'completed' | 'failed',
  contact: Contact | undefined,
): Promise<void> {
  await db.transaction().execute(async trx => {
    if (!(await markNotified(jobsOf(trx), job))) return;
    const recipients = contact ? await findRecipients(trx, job.owner, contact) : [];
    const deliveries = recipients.map(
      (recipient): Insertable<DeliveryTable> => ({
        ...recipient,
        user_id: job.owner,
        fid: job.fid,
        epoch: job.epoch,
        kind,
        content: JSON.stringify(describe(job)),
      }),
    );
    await insertDeliveries(trx, deliveries);
  });
}

/** Where a user wants to be told: an address that is confirmed, each subscribed browser, the webhook. */
async function findRecipients(
  db: Db,
  userId: string,
  contact: Contact,
): Promise<{ channel: Channel; recipient: string | null }[]> {
  const preference = await findPreference(db, userId);
  const browsers = preference.push
    ? await db
        .selectFrom('notification.push_subscription')
        .select('endpoint')
        .where('user_id', '=', userId)
        .execute()
    : [];
  return [
    ...(preference.email && contact.confirmed
      ? [{ channel: 'email' as const, recipient: contact.email }]
      : []),
    ...browsers.map(({ endpoint }) => ({ channel: 'push' as const, recipient: endpoint })),
    ...(preference.webhook_url ? [{ channel: 'webhook' as const, recipient: null }] : []),
  ];
}

function describe(job: EndedJob) {
  return {
    name: job.name,
    size: job.mp3_size,
    duration: job.mp3_duration,
    error: job.error_code ? { code: job.error_code, detail: job.error_detail ?? '' } : null,
  };
}
