import type { ConfirmationMail } from '@vc/contracts/notification-api.ts';
import { seal } from '@vc/kit/sealing.ts';
import { insertDeliveries } from './deliveries.ts';
import type { Db } from './schema.ts';

/**
 * Writes the mail with the link that confirms an address, to be sent like any other. An earlier one of the user that
 * still waits is dropped: its link works no more.
 */
export async function insertConfirmationMail(
  db: Db,
  userId: string,
  { email, token }: ConfirmationMail,
  secretsKey: string,
): Promise<void> {
  await db.transaction().execute(async trx => {
    await trx
      .deleteFrom('notification.delivery')
      .where('user_id', '=', userId)
      .where('kind', '=', 'confirmation')
      .where('status', '=', 'pending')
      .execute();
    await insertDeliveries(trx, [
      {
        user_id: userId,
        kind: 'confirmation',
        channel: 'email',
        recipient: email,
        sealed_token: seal(token, userId, secretsKey),
      },
    ]);
  });
}
