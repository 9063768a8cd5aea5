import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Send, startSender } from '../src/sender.ts';
import {
  addJob,
  createHandle,
  createNotificationDatabase,
  createUsers,
  deliveriesOf,
  eventually,
  log,
  type TestDb,
} from './test-notification.ts';

let test: TestDb;
const users = createUsers();

beforeAll(async () => {
  test = await createNotificationDatabase();
});
afterAll(() => test.close());

/** A user to whom as many mails wait to be sent. */
async function addUser(mails: number): Promise<string> {
  const { id } = users.add();
  const handle = createHandle(test.db, users.findContact);
  for (let count = 0; count < mails; count += 1) await handle(await addJob(test.superuser, id));
  return id;
}

const start = (send: Send, slots = 4) => startSender({ channel: 'email', db: test.db, send, slots, log });

const statuses = async (userId: string) =>
  (await deliveriesOf(test.db, userId)).map(({ status, attempts }) => ({ status, attempts }));

/** A send that takes until it is told to end. */
function createSlowSend() {
  const underWay = new Set<() => void>();
  const send = vi.fn<Send>(async () => {
    await new Promise<void>(resolve => underWay.add(resolve));
    return { kind: 'sent' };
  });
  const finishAll = () => {
    for (const finish of underWay) finish();
    underWay.clear();
  };
  return { send, underWay, finishAll };
}

it('keeps a known outcome until the database takes it, and does not send again', async () => {
  const id = await addUser(1);
  const warn = vi.spyOn(log, 'warn');
  const send = vi.fn<Send>(async (_delivery, handOver) => {
    await handOver();
    await sql`revoke update on notification.delivery from notification`.execute(test.superuser);
    return { kind: 'sent' };
  });
  const sender = start(send);
  await eventually(async () =>
    expect(warn).toHaveBeenCalledWith(expect.anything(), 'outcome not recorded, will try again'),
  );
  await sql`grant update on notification.delivery to notification`.execute(test.superuser);
  await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
  expect(send).toHaveBeenCalledOnce();
  await sender.close();
  warn.mockRestore();
});

it('tries no more at a time than it has slots, and all in the end', async () => {
  const id = await addUser(5);
  const { send, underWay, finishAll } = createSlowSend();
  const sender = start(send, 2);
  for (const count of [2, 4, 5]) {
    await eventually(async () => expect(send).toHaveBeenCalledTimes(count));
    expect(underWay.size).toBeLessThanOrEqual(2);
    finishAll();
  }
  await eventually(async () =>
    expect(await statuses(id)).toEqual(Array(5).fill({ status: 'sent', attempts: 1 })),
  );
  await sender.close();
});

it('waits at its end for what is under way, and begins nothing else', async () => {
  const id = await addUser(2);
  const { send, finishAll } = createSlowSend();
  const sender = start(send, 1);
  await eventually(async () => expect(send).toHaveBeenCalledOnce());
  let isClosed = false;
  const closing = sender.close().then(() => {
    isClosed = true;
  });
  sender.wake();
  await nextTurn();
  expect(isClosed).toBe(false);
  finishAll();
  await closing;
  expect(await statuses(id)).toEqual([
    { status: 'sent', attempts: 1 },
    { status: 'pending', attempts: 0 },
  ]);
});
