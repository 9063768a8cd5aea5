import type { Generated, Insertable, Selectable } from 'kysely';

/** A person with an account. */
export type UserTable = {
  id: Generated<string>;
  email: string;
  password_hash: string;
  /** Raised to make every token issued so far unacceptable. */
  token_version: Generated<number>;
  disabled: Generated<boolean>;
  /** Whether mail may go to the address. */
  confirmed: boolean;
  /** Sealed with TOTP_KEY; set and not `totp_enabled` while an enrolment waits for its confirmation. */
  totp_secret: Buffer | null;
  totp_enabled: Generated<boolean>;
  /** The time step of the last accepted code: nothing up to it is accepted again. */
  totp_last_step: number | null;
  created_at: Generated<Date>;
};
export type UserRow = Selectable<UserTable>;
export type NewUser = Pick<Insertable<UserTable>, 'email' | 'password_hash' | 'confirmed'>;

type RecoveryCodeTable = { user_id: string; code_hash: Buffer };

type ConfirmationTable = { user_id: string; token_hash: Buffer; expires_at: Date };

type AttemptTable = {
  id: Generated<number>;
  kind: 'authentication' | 'registration';
  address: string;
  /** Digest of the account's e-mail, null where only the address counts. */
  account: string | null;
  /** False while the outcome is open. */
  settled: boolean;
  at: Generated<Date>;
};

type TokenRevocationTable = { jti: string; expires_at: Date };

type UserRevocationTable = { user_id: string; least_version: number; revoked_at: Generated<Date> };

/** The tables of schema `auth`, as kysely sees them. */
export type AuthDatabase = {
  'auth.auth_user': UserTable;
  'auth.recovery_code': RecoveryCodeTable;
  'auth.confirmation': ConfirmationTable;
  'auth.attempt': AttemptTable;
  'auth.token_revocation': TokenRevocationTable;
  'auth.user_revocation': UserRevocationTable;
};
