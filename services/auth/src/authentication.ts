import { Counter } from '@vc/kit/metrics.ts';
import { Problem } from '@vc/kit/problem.ts';
import type { Kysely } from 'kysely';
import type { AuthDatabase, UserRow } from './database.ts';
import type { Gate } from './gate.ts';
import { spendOneTimeCode } from './one-time-codes.ts';
import type { Passwords } from './passwords.ts';
import { badCredentials, otpRequired } from './problems.ts';
import { refuseThrottled, withAttempt } from './throttling.ts';
import { findUserByEmail, findUserById, replaceHash } from './users.ts';

/** What proving an identity needs; `gate` bounds the hashing of the whole process. */
export type AuthenticationDeps = {
  db: Kysely<AuthDatabase>;
  gate: Gate;
  passwords: Passwords;
  /** Opens the sealed two-factor secrets. */
  totpKey: string;
};

/** What somebody shows as proof; `address` is the network address that throttling counts. */
export type Proof = { password: string; otp?: string | undefined; address: string };

const authentications = new Counter({
  name: 'authentications_total',
  help: 'Attempts to prove an identity by outcome (success, or the code of the problem).',
  labelNames: ['outcome'],
});

/** Authenticates by e-mail and password. @throws {Problem} 401, 429 or 503 */
export async function authenticate(deps: AuthenticationDeps, email: string, proof: Proof): Promise<UserRow> {
  return counted(() => prove(deps, email, proof, () => findUserByEmail(deps.db, email)));
}

/** Makes a user who has a token prove the identity once more, under the same throttling. @throws {Problem} 401, 429 or 503 */
export async function reauthenticate(
  deps: AuthenticationDeps,
  userId: string,
  proof: Proof,
): Promise<UserRow> {
  const email = (await findUserById(deps.db, userId))?.email ?? userId;
  return counted(() => prove(deps, email, proof, () => findUserById(deps.db, userId)));
}

/** The place behind the gate is taken before the attempt is reserved, so that few attempts are undecided at a time. */
async function prove(
  deps: AuthenticationDeps,
  email: string,
  proof: Proof,
  findUser: () => Promise<UserRow | undefined>,
): Promise<UserRow> {
  const attempter = { email, address: proof.address };
  await refuseThrottled(deps.db, attempter);
  return deps.gate.run(() =>
    withAttempt(deps.db, attempter, async () => verifyProof(deps, await findUser(), proof)),
  );
}

/** Does the same work for nobody, for a disabled user and for a wrong password. */
async function verifyProof(
  { db, passwords, totpKey }: AuthenticationDeps,
  user: UserRow | undefined,
  { password, otp }: Proof,
): Promise<UserRow> {
  const isRight = await passwords.check(user?.password_hash, password);
  if (!user || !isRight || user.disabled) throw badCredentials();
  if (user.totp_enabled) {
    if (!otp) throw otpRequired();
    if (!(await spendOneTimeCode(db, user, otp, totpKey))) throw badCredentials();
  }
  if (passwords.isOutdated(user.password_hash)) {
    await replaceHash(db, user, await passwords.hash(password));
  }
  return user;
}

async function counted<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    const result = await attempt();
    authentications.inc({ outcome: 'success' });
    return result;
  } catch (error) {
    authentications.inc({ outcome: error instanceof Problem ? error.code : 'error' });
    throw error;
  }
}
