import { open } from '@vc/kit/sealing.ts';
import type { Kysely } from 'kysely';
import { verify } from 'otplib';
import type { AuthDatabase, UserRow } from './database.ts';
import { spendRecoveryCode } from './recovery-codes.ts';

/** RFC 6238, 5.2: one step back and forth, for clocks that differ and people who type slowly. */
const TOLERANCE_SECONDS = 30;

/** A user with a two-factor secret. */
export type TotpUser = Pick<UserRow, 'id' | 'totp_secret'>;

/** The time step that a code of an authenticator stands for; undefined when it is wrong. */
export async function matchTimeStep(
  user: TotpUser,
  code: string,
  totpKey: string,
): Promise<number | undefined> {
  const token = code.replaceAll(' ', '');
  if (!user.totp_secret || !/^\d{6}$/.test(token)) return undefined;
  const secret = open(user.totp_secret, user.id, totpKey);
  const result = await verify({ secret, token, epochTolerance: TOLERANCE_SECONDS });
  // The functional API types the answer for HOTP as well, which has no time step.
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}

/** Accepts a code of the authenticator, or a recovery code, once: what was accepted is never accepted again. */
export async function spendOneTimeCode(
  db: Kysely<AuthDatabase>,
  user: TotpUser,
  code: string,
  totpKey: string,
): Promise<boolean> {
  const timeStep = await matchTimeStep(user, code, totpKey);
  if (timeStep === undefined) return spendRecoveryCode(db, user.id, code);
  const spent = await db
    .updateTable('auth.auth_user')
    .set({ totp_last_step: timeStep })
    .where('id', '=', user.id)
    .where('totp_secret', '=', user.totp_secret)
    .where(({ or, eb }) => or([eb('totp_last_step', 'is', null), eb('totp_last_step', '<', timeStep)]))
    .returning('id')
    .executeTakeFirst();
  return spent !== undefined;
}
