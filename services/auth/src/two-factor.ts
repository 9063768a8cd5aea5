import type { TotpEnrolment } from '@vc/contracts/auth-api.ts';
import { seal } from '@vc/kit/sealing.ts';
import type { Kysely } from 'kysely';
import { generateSecret, generateURI } from 'otplib';
import type { AuthDatabase, UserRow } from './database.ts';
import { matchTimeStep } from './one-time-codes.ts';
import { issueRecoveryCodes, removeRecoveryCodes } from './recovery-codes.ts';

/** The name that authenticators show. */
const ISSUER = 'Video Converter';

/** The columns of a user without two-factor authentication. */
export const TOTP_OFF = { totp_secret: null, totp_enabled: false, totp_last_step: null } as const;

/** Starts an enrolment; it changes nothing at login until it is confirmed. Starting again replaces the secret. */
export async function startEnrolment(
  db: Kysely<AuthDatabase>,
  user: Pick<UserRow, 'id' | 'email'>,
  totpKey: string,
): Promise<TotpEnrolment | undefined> {
  const secret = generateSecret();
  const started = await db
    .updateTable('auth.auth_user')
    .set({ totp_secret: seal(secret, user.id, totpKey), totp_last_step: null })
    .where('id', '=', user.id)
    .where('totp_enabled', '=', false)
    .returning('id')
    .executeTakeFirst();
  return started && { secret, uri: generateURI({ issuer: ISSUER, label: user.email, secret }) };
}

/**
 * Switches two-factor authentication on when the code shows that the authenticator has the secret. The code counts as used.
 *
 * @returns the recovery codes; undefined when the code is wrong, or the enrolment was replaced or confirmed meanwhile
 */
export async function confirmEnrolment(
  db: Kysely<AuthDatabase>,
  user: Pick<UserRow, 'id' | 'totp_secret'>,
  code: string,
  totpKey: string,
): Promise<string[] | undefined> {
  const timeStep = await matchTimeStep(user, code, totpKey);
  if (timeStep === undefined) return undefined;
  return db.transaction().execute(async trx => {
    const confirmed = await trx
      .updateTable('auth.auth_user')
      .set({ totp_enabled: true, totp_last_step: timeStep })
      .where('id', '=', user.id)
      .where('totp_secret', '=', user.totp_secret)
      .where('totp_enabled', '=', false)
      .returning('id')
      .executeTakeFirst();
    return confirmed && issueRecoveryCodes(trx, user.id);
  });
}

/** Switches two-factor authentication off and forgets the secret and the recovery codes. */
export async function endTwoFactor(db: Kysely<AuthDatabase>, userId: string): Promise<void> {
  await db.transaction().execute(async trx => {
    await trx.updateTable('auth.auth_user').set(TOTP_OFF).where('id', '=', userId).execute();
    await removeRecoveryCodes(trx, userId);
  });
}
