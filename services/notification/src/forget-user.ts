import type { Db } from './schema.ts';

/** Removes everything that is known of a user; what is being sent at this moment still arrives. */
export async function forgetUser(db: Db, userId: string): Promise<void> {
  await db.transaction().execute(async trx => {
    await trx.deleteFrom('notification.preference').where('user_id', '=', userId).execute();
    await trx.deleteFrom('notification.push_subscription').where('user_id', '=', userId).execute();
    await trx.deleteFrom('notification.delivery').where('user_id', '=', userId).execute();
  });
}
