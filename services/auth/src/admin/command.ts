import type { Kysely } from 'kysely';
import type { AuthDatabase } from '../database.ts';
import type { Passwords } from '../passwords.ts';

/** What a command works with. */
export type AdminDeps = {
  db: Kysely<AuthDatabase>;
  passwords: Pick<Passwords, 'hash'>;
  /** Reads the password that was piped in; undefined when none was announced. */
  readPassword(): Promise<string | undefined>;
  print(line: string): void;
};

/** A refusal that an operator can understand and act on; the process exits with 1. */
export class AdminError extends Error {}
