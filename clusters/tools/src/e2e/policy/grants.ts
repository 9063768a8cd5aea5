/** What somebody may do to rows. */
export type Verb = 'select' | 'insert' | 'update' | 'delete';

const ALL: readonly Verb[] = ['select', 'insert', 'update', 'delete'];

/** Who may do what to which table or view: what the design says, not what migrations grant. What is not here nobody may do. */
export const GRANTS: Readonly<Record<string, Readonly<Record<string, readonly Verb[]>>>> = {
  auth: {
    'auth.auth_user': ALL,
    'auth.recovery_code': ALL,
    'auth.confirmation': ALL,
    'auth.attempt': ALL,
    'auth.token_revocation': ALL,
    'auth.user_revocation': ALL,
  },
  gateway: { 'jobs.job': ALL, 'jobs.blob': ALL, 'notification.outcome': ['select'] },
  converter: { 'jobs.job': ['select', 'update', 'delete'], 'jobs.blob': ALL },
  // Of jobs only some columns: COLUMN_CASES.
  notification: {
    'notification.preference': ALL,
    'notification.push_subscription': ALL,
    'notification.delivery': ALL,
  },
  backup: {},
  auth_owner: {},
  jobs_owner: {},
  notification_owner: {},
};

/** Who owns a schema may do all to it; who makes backups reads everything. */
export function mayDo(user: string, schema: string, relation: string, verb: Verb): boolean {
  if (user === `${schema}_owner`) return true;
  if (user === 'backup') return verb === 'select';
  return GRANTS[user]?.[`${schema}.${relation}`]?.includes(verb) ?? false;
}

/** One statement, and whether a user may run it. */
export interface StatementCase {
  sql: string;
  isAllowed: boolean;
}

/** Rights to single columns: notification sees who is to be told what, and notes that it did. */
export const COLUMN_CASES: readonly StatementCase[] = [
  { sql: 'select fid, owner, name, state, epoch, notified_at from jobs.job limit 0', isAllowed: true },
  { sql: 'update jobs.job set notified_at = default, updated_at = default where false', isAllowed: true },
  { sql: 'select lease_token from jobs.job limit 0', isAllowed: false },
  { sql: 'select video_sha256 from jobs.job limit 0', isAllowed: false },
  { sql: 'update jobs.job set state = default where false', isAllowed: false },
];

/** Hashes of passwords. Who makes backups may read whatever there is, these too. */
export const READ_HASHES = 'select rolpassword from pg_authid limit 0';

/** What no user may do at all. */
export const FORBIDDEN_TO_ALL: readonly string[] = [
  'create table public.intruder ()',
  'create schema intruder',
  'create role intruder',
  'set role postgres',
  'alter role current_user superuser',
  "select pg_read_file('/etc/passwd')",
  "copy (select) to program 'true'",
];
