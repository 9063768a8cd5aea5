import { Email } from '@vc/contracts/primitives.ts';
import { Value } from 'typebox/value';
import type { UserRow } from '../database.ts';
import { removeRecoveryCodes } from '../recovery-codes.ts';
import { TOTP_OFF } from '../two-factor.ts';
import {
  changeEndingSessions,
  createUser,
  deleteUser,
  findUserByEmail,
  type SessionEndingChange,
} from '../users.ts';
import { type AdminDeps, AdminError } from './command.ts';
import { generatePassword } from './password-input.ts';

/** Prints one line a user, oldest first: e-mail, id, day of creation, and what is special about the account. */
export async function listUsers({ db, print }: AdminDeps): Promise<void> {
  const users = await db.selectFrom('auth.auth_user').selectAll().orderBy('created_at').execute();
  const width = Math.max(0, ...users.map(user => user.email.length));
  for (const user of users) {
    const day = user.created_at.toISOString().slice(0, 10);
    print([user.email.padEnd(width), user.id, day, describe(user)].join('  ').trimEnd());
  }
}

/** Adds a user whose address needs no confirmation: the operator vouches for it. */
export async function addUser(deps: AdminDeps, email: string): Promise<void> {
  if (!Value.Check(Email, email)) throw new AdminError(`"${email}" is not an e-mail address.`);
  const { password, isGenerated } = await choosePassword(deps);
  const password_hash = await deps.passwords.hash(password);
  if (!(await createUser(deps.db, { email, password_hash, confirmed: true }))) {
    throw new AdminError(`There is a user ${email} already.`);
  }
  deps.print(`Added ${email}.`);
  if (isGenerated) deps.print(`Password: ${password}`);
}

/** Sets a new password and ends all sessions. */
export async function resetPassword(deps: AdminDeps, email: string): Promise<void> {
  const user = await findUser(deps, email);
  const { password, isGenerated } = await choosePassword(deps);
  await change(deps, user, { password_hash: await deps.passwords.hash(password) });
  deps.print(`Reset the password of ${user.email}.`);
  if (isGenerated) deps.print(`Password: ${password}`);
}

/** Switches two-factor authentication off, for somebody who lost the authenticator, and ends all sessions. */
export async function resetTotp(deps: AdminDeps, email: string): Promise<void> {
  const user = await findUser(deps, email);
  await change(deps, user, TOTP_OFF);
  await removeRecoveryCodes(deps.db, user.id);
  deps.print(`Switched two-factor authentication off for ${user.email}.`);
}

/** Shuts a user out, or lets it in again. */
export async function setDisabled(deps: AdminDeps, email: string, disabled: boolean): Promise<void> {
  const user = await findUser(deps, email);
  if (user.disabled !== disabled) await change(deps, user, { disabled });
  deps.print(`${disabled ? 'Disabled' : 'Enabled'} ${user.email}.`);
}

/** Removes the account; files already converted stay until they expire. */
export async function removeUser(deps: AdminDeps, email: string): Promise<void> {
  const user = await findUser(deps, email);
  await deleteUser(deps.db, user);
  deps.print(`Deleted ${user.email}.`);
}

async function findUser({ db }: AdminDeps, email: string): Promise<UserRow> {
  const user = await findUserByEmail(db, email);
  if (!user) throw new AdminError(`There is no user ${email}.`);
  return user;
}

async function change({ db }: AdminDeps, user: UserRow, change: SessionEndingChange): Promise<void> {
  if (!(await changeEndingSessions(db, user, change))) {
    throw new AdminError(`${user.email} was changed by somebody else at the same time: try again.`);
  }
}

async function choosePassword({
  readPassword,
}: AdminDeps): Promise<{ password: string; isGenerated: boolean }> {
  const given = await readPassword();
  return { password: given ?? generatePassword(), isGenerated: given === undefined };
}

function describe({ disabled, confirmed, totp_enabled }: UserRow): string {
  const marks = [disabled && 'disabled', !confirmed && 'unconfirmed', totp_enabled && 'two-factor'];
  return marks.filter(Boolean).join(', ');
}
