import { randomUUID } from 'node:crypto';
import { touchJob } from '@vc/jobs/notify.ts';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Verdict } from './outcome.ts';
import { type Channel, type Db, type DeliveryTable, jobsOf } from './schema.ts';

/** Seconds that an attempt may take before another sender takes the delivery over; each channel's time limits are far below. */
const LEASE_S = 60;

/** Hours after which an attempt is the last one. */
const GIVE_UP_AFTER_H = 24;

/** Days that a decided delivery is kept: longer than its job is shown. */
const KEPT_DAYS = 90;

/** A delivery whose attempt is this process's, until its lease ends. */
export type ClaimedDelivery = Pick<
  Selectable<DeliveryTable>,
  | 'id'
  | 'user_id'
  | 'fid'
  | 'epoch'
  | 'kind'
  | 'channel'
  | 'recipient'
  | 'content'
  | 'sealed_token'
  | 'attempts'
  | 'doubts'
  | 'created_at'
> & {
  lease_token: string;
  /** The time for attempts is up: this one decides. */
  isLast: boolean;
};

/** Adds deliveries; those that exist already stay as they are. */
export async function insertDeliveries(db: Db, deliveries: Insertable<DeliveryTable>[]): Promise<void> {
  if (deliveries.length === 0) return;
  await db
    .insertInto('notification.delivery')
    .values(deliveries)
    .onConflict(conflict => conflict.doNothing())
    .execute();
}

/** Takes up to `limit` due deliveries of a channel, oldest first: new ones, and those whose sender let its lease end. */
export async function claimDeliveries(db: Db, channel: Channel, limit: number): Promise<ClaimedDelivery[]> {
  const leaseToken = randomUUID();
  const rows = await db
    .with('due', cte =>
      cte
        .selectFrom('notification.delivery')
        .select('id')
        .where('status', '=', 'pending')
        .where('channel', '=', channel)
        .where('due_at', '<=', sql<Date>`now()`)
        .orderBy('due_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .updateTable('notification.delivery as delivery')
    .from('due')
    .whereRef('delivery.id', '=', 'due.id')
    .set({
      lease_token: leaseToken,
      due_at: sql`now() + make_interval(secs => ${LEASE_S})`,
      attempts: sql`attempts + 1`,
    })
    .returning([
      'delivery.id',
      'user_id',
      'fid',
      'epoch',
      'kind',
      'channel',
      'recipient',
      'content',
      'sealed_token',
      'attempts',
      'doubts',
      'created_at',
      sql<boolean>`created_at < now() - make_interval(hours => ${GIVE_UP_AFTER_H})`.as('isLast'),
    ])
    .execute();
  return rows.map(row => ({ ...row, lease_token: leaseToken }));
}

/**
 * Notes, before the first byte leaves, that the delivery may arrive from now on.
 *
 * @returns false when the lease has ended: nothing must be sent
 */
export async function markHandedOver(
  db: Db,
  { id, lease_token }: Pick<ClaimedDelivery, 'id' | 'lease_token'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('notification.delivery')
    .set({ doubts: sql`doubts + 1` })
    .where('id', '=', id)
    .where('lease_token', '=', lease_token)
    .where('due_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Records what became of an attempt, and tells those who watch the job. A decided delivery loses its content.
 *
 * @returns false when somebody else has taken the delivery over
 */
export async function settleDelivery(
  db: Db,
  { id, fid, lease_token }: Pick<ClaimedDelivery, 'id' | 'fid' | 'lease_token'>,
  verdict: Verdict,
): Promise<boolean> {
  const { status, doubts, detail } = verdict;
  const next =
    verdict.status === 'pending'
      ? { due_at: sql<Date>`now() + make_interval(secs => ${verdict.delayS})` }
      : { content: null, sealed_token: null };
  return db.transaction().execute(async trx => {
    const { numUpdatedRows } = await trx
      .updateTable('notification.delivery')
      .set({
        ...next,
        status,
        doubts,
        detail: detail?.slice(0, 500) ?? null,
        lease_token: null,
        updated_at: sql`now()`,
      })
      .where('id', '=', id)
      .where('lease_token', '=', lease_token)
      .executeTakeFirst();
    if (numUpdatedRows === 1n && fid && status !== 'pending') await touchJob(jobsOf(trx), fid);
    return numUpdatedRows === 1n;
  });
}

/** Forgets deliveries whose jobs are long gone. */
export async function deleteOldDeliveries(db: Db): Promise<void> {
  await db
    .deleteFrom('notification.delivery')
    .where('created_at', '<', sql<Date>`now() - make_interval(days => ${KEPT_DAYS})`)
    .where('status', '<>', 'pending')
    .execute();
}
