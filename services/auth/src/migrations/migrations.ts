import type { Migration } from 'kysely/migration';
import * as users from './0001-users.ts';
import * as attempts from './0002-attempts.ts';
import * as revocations from './0003-revocations.ts';
import * as reservation from './0004-reservation.ts';

/** The schema's history in order. A name never changes once it is released; there is no way back but forward. */
export const migrations: Record<string, Migration> = {
  '0001-users': users,
  '0002-attempts': attempts,
  '0003-revocations': revocations,
  '0004-reservation': reservation,
};
