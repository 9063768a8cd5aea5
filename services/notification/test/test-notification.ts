import { randomBytes, randomUUID } from 'node:crypto';
import type { Contact } from '@vc/contracts/auth-api.ts';
import type { Mp3Message } from '@vc/contracts/messaging.ts';
import { migrations as jobMigrations } from '@vc/jobs/migrations/all.ts';
import { openDatabase } from '@vc/kit/database.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { runMigrations } from '@vc/kit/migrations.ts';
import { createDatabase, type TestDatabase } from '@vc/local/testing/stack.ts';
import { sql } from 'kysely';
import { vi } from 'vitest';
import webPush from 'web-push';
import { createEndedJobConsumer } from '../src/ended-jobs.ts';
import { migrations } from '../src/migrations/all.ts';
import { createOutbound } from '../src/outbound.ts';
import { parseAllowedHosts } from '../src/outbound-url.ts';
import type { Database, Db } from '../src/schema.ts';
import { startSenders } from '../src/senders.ts';

export const log = createLogger('notification-test', 'silent');

export const VAPID = webPush.generateVAPIDKeys();

export const CONFIG = {
  SMTP_URL: 'smtp://127.0.0.1:1',
  MAIL_FROM: 'Video Converter <mp3@example.org>',
  PUBLIC_URL: 'https://mp3.example.org',
  SECRETS_KEY: randomBytes(32).toString('base64'),
  VAPID_PUBLIC_KEY: VAPID.publicKey,
  VAPID_PRIVATE_KEY: VAPID.privateKey,
  VAPID_SUBJECT: 'mailto:operator@example.org',
};

/** What a test file has of a database of its own. */
export type TestDb = {
  /** With the rights of the service. */
  db: Db;
  /** With all rights: what converters and gateways do. */
  superuser: Db;
  urls: TestDatabase['urls'];
  close(): Promise<void>;
};

/** A database with the schemas of jobs and notification, of this file alone. */
export async function createNotificationDatabase(): Promise<TestDb> {
  const { url, urls } = await createDatabase({
    name: 'notification',
    async migrate(owners) {
      await runMigrations({ url: owners.jobs_owner, schema: 'jobs', migrations: jobMigrations, log });
      await runMigrations({ url: owners.notification_owner, schema: 'notification', migrations, log });
    },
  });
  const db = openDatabase<Database>({ url: urls.notification, log });
  const superuser = openDatabase<Database>({ url, log, poolSize: 2 });
  return {
    db,
    superuser,
    urls,
    async close() {
      await db.destroy();
      await superuser.destroy();
    },
  };
}

/** The senders over a database. `allowed`: as OUTBOUND_ALLOW. */
export function startTestSenders(db: Db, config: Partial<typeof CONFIG> = {}, allowed = '') {
  const post = createOutbound({ allowed: parseAllowedHosts(allowed) });
  return startSenders({ db, post, config: { ...CONFIG, ...config }, log });
}

/** What an ended job may differ in. */
export type EndedJobOptions = {
  name?: string;
  state?: 'converted' | 'failed' | 'canceled' | 'deleted';
  epoch?: number;
};

/** Adds a job that has ended, and gives the message that tells of it. */
export async function addJob(
  superuser: Db,
  owner: string,
  { name = 'holiday.mp4', state = 'converted', epoch = 0 }: EndedJobOptions = {},
): Promise<Mp3Message> {
  const isConverted = state === 'converted';
  const { fid } = await superuser
    .insertInto('jobs.job')
    .values({
      owner,
      name,
      state,
      epoch,
      video_size: 1,
      video_file: state === 'failed' ? 'a'.repeat(24) : null,
      ...(isConverted ? { mp3_file: 'b'.repeat(24), mp3_size: 84_000, mp3_duration: 5.3 } : {}),
      ...(state === 'failed'
        ? { error_code: 'no-audio', error_detail: 'The video has no audio track.' }
        : {}),
    })
    .returning('fid')
    .executeTakeFirstOrThrow();
  return {
    file_id: fid,
    user_id: owner,
    status: isConverted ? 'completed' : 'failed',
    epoch,
    timestamp: new Date().toISOString(),
  };
}

/** Users as `auth` would know them. */
export function createUsers() {
  const contacts = new Map<string, Contact>();
  return {
    /** A new user with an address of its own. */
    add(confirmed = true): { id: string; email: string } {
      const id = randomUUID();
      const email = `${id}@example.org`;
      contacts.set(id, { email, confirmed });
      return { id, email };
    },
    findContact: async (id: string) => contacts.get(id),
  };
}

/** Handles messages of queue `mp3` as the service does. */
export function createHandle(
  db: Db,
  findContact: (id: string) => Promise<Contact | undefined>,
  onDeliveries: () => void = () => {},
) {
  const consumer = createEndedJobConsumer({ db, findContact, onDeliveries });
  const running = new AbortController().signal;
  return (message: Mp3Message) => consumer.handle(message, running);
}

/** Waits until an assertion holds; the limit is for machines that are busy, not a statement about speed. */
export function eventually(assertion: () => Promise<void>): Promise<void> {
  return vi.waitFor(assertion, { timeout: 20_000, interval: 25 });
}

/** Lets time pass: what waits for its next attempt, or for a dead sender's lease to end, becomes due. */
export async function makeDue(superuser: Db, userId: string): Promise<void> {
  await superuser
    .updateTable('notification.delivery')
    .set({ due_at: sql<Date>`now()` })
    .where('user_id', '=', userId)
    .where('status', '=', 'pending')
    .execute();
}

/** Every delivery of a user, oldest first. */
export function deliveriesOf(db: Db, userId: string) {
  return db
    .selectFrom('notification.delivery')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('id')
    .execute();
}
