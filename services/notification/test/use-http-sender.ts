import { type HttpSink, startHttpSink } from '@vc/local/testing/http-sink.ts';
import { afterAll, beforeAll } from 'vitest';
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

/** Sets up hooks for a test file: a database, senders, and a server that stands for push services and webhooks. */
export function useHttpSender() {
  const users = createUsers();
  let test: TestDb;
  let sink: HttpSink;
  let senders: Sender;

  beforeAll(async () => {
    test = await createNotificationDatabase();
    sink = await startHttpSink();
    senders = startTestSenders(test.db, {}, sink.host);
  });
  afterAll(async () => {
    await senders.close();
    await sink.close();
    await test.close();
  });

  return {
    users,
    // The three are there once the tests run.
    get test() {
      return test;
    },
    get sink() {
      return sink;
    },
    get senders() {
      return senders;
    },
    /** Ends a job of the user, tells `notification`, and returns the job's fid. */
    async endJob(id: string, options: EndedJobOptions = {}): Promise<string> {
      const message = await addJob(test.superuser, id, options);
      await createHandle(test.db, users.findContact, senders.wake)(message);
      return message.file_id;
    },
    /** What became of the user's deliveries. */
    statuses: async (userId: string) =>
      (await deliveriesOf(test.db, userId)).map(({ status, attempts }) => ({ status, attempts })),
  };
}
