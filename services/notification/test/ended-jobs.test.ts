import { randomUUID } from 'node:crypto';
import { openDatabase } from '@vc/kit/database.ts';
import { unavailable } from '@vc/kit/problem.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { updatePreferences } from '../src/preferences.ts';
import type { Db } from '../src/schema.ts';
import {
  addJob,
  CONFIG,
  createHandle,
  createNotificationDatabase,
  createUsers,
  deliveriesOf,
  log,
  type TestDb,
} from './test-notification.ts';

let test: TestDb;
let db: Db;
const users = createUsers();

beforeAll(async () => {
  test = await createNotificationDatabase();
  db = test.db;
});
afterAll(() => test.close());

const notifiedAt = async (fid: string) =>
  (
    await test.superuser
      .selectFrom('jobs.job')
      .select('notified_at')
      .where('fid', '=', fid)
      .executeTakeFirstOrThrow()
  ).notified_at;

describe('a message that a job ended', () => {
  it('becomes one delivery, however often and at once it comes', async () => {
    const handle = createHandle(db, users.findContact);
    const { id, email } = users.add();
    const message = await addJob(test.superuser, id);
    await Promise.all(Array.from({ length: 50 }, () => handle(message)));
    await handle(message);
    expect(await deliveriesOf(db, id)).toMatchObject([
      {
        fid: message.file_id,
        epoch: 0,
        kind: 'completed',
        channel: 'email',
        recipient: email,
        status: 'pending',
        content: { name: 'holiday.mp4', size: 84_000, duration: 5.3, error: null },
      },
    ]);
    expect(await notifiedAt(message.file_id)).toBeInstanceOf(Date);
  });

  it('is nothing for another epoch than the job’s', async () => {
    const handle = createHandle(db, users.findContact);
    const { id } = users.add();
    const message = await addJob(test.superuser, id, { state: 'failed', epoch: 2 });
    await handle({ ...message, epoch: 1 });
    await handle({ ...message, epoch: 3 });
    expect(await deliveriesOf(db, id)).toEqual([]);
    expect(await notifiedAt(message.file_id)).toBeNull();
  });

  it.each(['canceled', 'deleted'] as const)('is nothing when the job is %s by now', async state => {
    const handle = createHandle(db, users.findContact);
    const { id } = users.add();
    await handle(await addJob(test.superuser, id, { state }));
    expect(await deliveriesOf(db, id)).toEqual([]);
  });

  it('is nothing without a job', async () => {
    const handle = createHandle(db, users.findContact);
    const { id } = users.add();
    const message = await addJob(test.superuser, id);
    await handle({ ...message, file_id: randomUUID() });
    expect(await deliveriesOf(db, id)).toEqual([]);
  });

  it('believes the job about its state and owner', async () => {
    const handle = createHandle(db, users.findContact);
    const { id } = users.add();
    const message = await addJob(test.superuser, id, { state: 'failed' });
    await handle({ ...message, status: 'completed', user_id: users.add().id });
    expect(await deliveriesOf(db, id)).toMatchObject([
      { kind: 'failed', content: { error: { code: 'no-audio', detail: 'The video has no audio track.' } } },
    ]);
  });

  it('tells each epoch of a job', async () => {
    const handle = createHandle(db, users.findContact);
    const { id } = users.add();
    const message = await addJob(test.superuser, id, { state: 'failed' });
    await handle(message);
    await test.superuser
      .updateTable('jobs.job')
      .set({ epoch: 1, notified_at: null })
      .where('fid', '=', message.file_id)
      .execute();
    await handle({ ...message, epoch: 1 });
    expect(await deliveriesOf(db, id)).toMatchObject([{ epoch: 0 }, { epoch: 1 }]);
  });

  it('is handled without a delivery where the user is unknown', async () => {
    const handle = createHandle(db, users.findContact);
    const message = await addJob(test.superuser, randomUUID());
    await handle(message);
    expect(await notifiedAt(message.file_id)).toBeInstanceOf(Date);
  });

  it('sends no mail to an address that is not confirmed', async () => {
    const handle = createHandle(db, users.findContact);
    const { id } = users.add(false);
    const message = await addJob(test.superuser, id);
    await handle(message);
    expect(await deliveriesOf(db, id)).toEqual([]);
    expect(await notifiedAt(message.file_id)).toBeInstanceOf(Date);
  });

  it('follows the user’s preferences', async () => {
    const handle = createHandle(db, users.findContact);
    const { id } = users.add();
    await updatePreferences(
      db,
      id,
      { email: false, webhook: 'https://example.org/hook' },
      CONFIG.SECRETS_KEY,
    );
    await handle(await addJob(test.superuser, id));
    expect(await deliveriesOf(db, id)).toMatchObject([{ channel: 'webhook', recipient: null }]);
  });

  it('waits while auth is away', async () => {
    const away = async () => {
      throw unavailable('auth');
    };
    const { id } = users.add();
    const message = await addJob(test.superuser, id);
    await expect(createHandle(db, away)(message)).rejects.toThrow('auth is not available');
    expect(await notifiedAt(message.file_id)).toBeNull();
    await createHandle(db, users.findContact)(message);
    expect(await deliveriesOf(db, id)).toHaveLength(1);
  });
});

it('shows the gateway one outcome a channel and epoch, and nothing else', async () => {
  const gateway = openDatabase<Record<'notification.outcome' | 'notification.delivery', object>>({
    url: test.urls.gateway,
    log,
  });
  const { id } = users.add();
  const { file_id: fid } = await addJob(test.superuser, id);
  const push = { user_id: id, fid, epoch: 0, kind: 'completed', channel: 'push' } as const;
  await db
    .insertInto('notification.delivery')
    .values([
      { ...push, recipient: 'https://push.example/1', status: 'refused', attempts: 1 },
      { ...push, recipient: 'https://push.example/2', status: 'sent', attempts: 3 },
      { ...push, recipient: 'https://push.example/3', status: 'pending' },
      { ...push, channel: 'email', recipient: 'a@example.org', status: 'gave-up', attempts: 9 },
      { ...push, channel: 'email', recipient: 'a@example.org', status: 'pending', epoch: 1 },
    ])
    .execute();
  const outcomes = await gateway
    .selectFrom('notification.outcome')
    .selectAll()
    .where('fid' as never, '=', fid as never)
    .execute();
  expect(outcomes).toHaveLength(3);
  expect(outcomes).toEqual(
    expect.arrayContaining([
      { fid, epoch: 0, channel: 'push', status: 'sent', attempts: 3, updated_at: expect.any(Date) },
      { fid, epoch: 0, channel: 'email', status: 'gave-up', attempts: 9, updated_at: expect.any(Date) },
      { fid, epoch: 1, channel: 'email', status: 'pending', attempts: 0, updated_at: expect.any(Date) },
    ]),
  );
  await expect(gateway.selectFrom('notification.delivery').selectAll().execute()).rejects.toThrow(
    'permission denied',
  );
  await gateway.destroy();
});
