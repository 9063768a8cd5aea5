import { type MailSink, startMailSink } from '@vc/local/mail-sink.ts';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Sender } from '../src/sender.ts';
import {
  addJob,
  createHandle,
  createNotificationDatabase,
  createUsers,
  deliveriesOf,
  type EndedJobOptions,
  startTestSenders,
  type TestDb,
} from './test-notification.ts';

/** A database for the file, and for each test a mail server of its own and no delivery yet. */
export function useMail() {
  const users = createUsers();
  let database: TestDb;
  let sink: MailSink;
  let senders: Sender[] = [];

  beforeAll(async () => {
    database = await createNotificationDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    sink = await startMailSink();
    await database.db.deleteFrom('notification.delivery').execute();
  });
  afterEach(async () => {
    await Promise.all(senders.map(sender => sender.close()));
    senders = [];
    await sink.close();
  });

  return {
    users,
    get database() {
      return database;
    },
    get sink() {
      return sink;
    },
    /** Starts senders; the query goes to SMTP_URL. */
    start(query = ''): Sender {
      const sender = startTestSenders(database.db, { SMTP_URL: `${sink.smtpUrl}/${query}` });
      senders.push(sender);
      return sender;
    },
    /** A user whose job has ended; its mail waits to be sent. */
    async endJob(options: EndedJobOptions = {}) {
      const user = users.add();
      const message = await addJob(database.superuser, user.id, options);
      await createHandle(database.db, users.findContact)(message);
      return { ...user, fid: message.file_id };
    },
    /** What has become of a user's mails. */
    async statuses(userId: string) {
      const deliveries = await deliveriesOf(database.db, userId);
      return deliveries.map(({ status, attempts }) => ({ status, attempts }));
    },
  };
}
