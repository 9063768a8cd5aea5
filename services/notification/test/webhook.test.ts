import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { updatePreferences } from '../src/preferences.ts';
import type { Sender } from '../src/sender.ts';
import { type HttpSink, startHttpSink } from './http-sink.ts';
import {
  addJob,
  CONFIG,
  createHandle,
  createNotificationDatabase,
  createUsers,
  deliveriesOf,
  type EndedJobOptions,
  eventually,
  makeDue,
  startTestSenders,
  type TestDb,
} from './test-notification.ts';

let test: TestDb;
let sink: HttpSink;
let senders: Sender;
const users = createUsers();

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

/** A user who wants a webhook alone. */
async function addUser(webhook: string) {
  const { id } = users.add();
  const secret = await updatePreferences(test.db, id, { email: false, webhook }, CONFIG.SECRETS_KEY);
  return { id, secret: secret ?? '' };
}

async function endJob(id: string, options: EndedJobOptions = {}): Promise<string> {
  const message = await addJob(test.superuser, id, options);
  await createHandle(test.db, users.findContact, senders.wake)(message);
  return message.file_id;
}

const statuses = async (userId: string) =>
  (await deliveriesOf(test.db, userId)).map(({ status, attempts }) => ({ status, attempts }));

describe('a webhook', () => {
  it('is signed with the secret that the user was shown', async () => {
    const { id, secret } = await addUser(`${sink.url}/signed`);
    const fid = await endJob(id, { name: 'ferie.mp4' });
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    const [received, ...others] = sink.received('/signed');
    expect(others).toEqual([]);
    expect(JSON.parse(received?.body.toString() ?? '')).toEqual({
      type: 'job.completed',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        fid,
        epoch: 0,
        name: 'ferie.mp4',
        size: 84_000,
        duration: 5.3,
        error: null,
        url: `https://mp3.example.org/download?fid=${fid}`,
      },
    });
    const { 'webhook-id': webhookId, 'webhook-timestamp': timestamp } = received?.headers ?? {};
    expect(webhookId).toBe(`${fid}.0.completed.webhook`);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
    const signature = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
      .update(`${webhookId}.${timestamp}.${received?.body}`)
      .digest('base64');
    expect(received?.headers['webhook-signature']).toBe(`v1,${signature}`);
  });

  it('tells of a failure', async () => {
    const { id } = await addUser(`${sink.url}/failed`);
    await endJob(id, { state: 'failed' });
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    expect(JSON.parse(sink.received('/failed')[0]?.body.toString() ?? '')).toMatchObject({
      type: 'job.failed',
      data: { error: { code: 'no-audio' }, url: null },
    });
  });

  it('is repeated once with the same id when the connection is cut', async () => {
    sink.answer('/cut', 'cut');
    const { id } = await addUser(`${sink.url}/cut`);
    await endJob(id);
    await eventually(async () => {
      await makeDue(test.superuser, id);
      senders.wake();
      expect((await statuses(id))[0]?.status).toBe('gave-up');
    });
    const ids = sink.received('/cut').map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it.each([302, 400, 404, 410])('that is answered %i is refused for good', async status => {
    sink.answer(`/answers-${status}`, status);
    const { id } = await addUser(`${sink.url}/answers-${status}`);
    await endJob(id);
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'refused', attempts: 1 }]));
    expect(sink.received('/elsewhere')).toEqual([]);
  });

  it.each([408, 429, 500, 503])('that is answered %i is tried again', async status => {
    sink.answer(`/answers-${status}`, status);
    const { id } = await addUser(`${sink.url}/answers-${status}`);
    await endJob(id);
    await eventually(async () =>
      expect(await deliveriesOf(test.db, id)).toMatchObject([
        { status: 'pending', lease_token: null, doubts: 0, detail: `answered ${status}` },
      ]),
    );
  });

  it('does not reach into our network, whatever its name says', async () => {
    // Kept while it was allowed, or written by somebody who got around the API: the sender checks again.
    const { id } = await addUser('https://localhost/hook');
    await endJob(id);
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'refused', attempts: 1 }]));
    expect(await deliveriesOf(test.db, id)).toMatchObject([{ detail: 'localhost is not a public host' }]);
  });

  it('goes to the URL of the moment, and nowhere once switched off', async () => {
    sink.answer('/before', 503);
    const { id } = await addUser(`${sink.url}/before`);
    await endJob(id);
    await eventually(async () =>
      expect(await deliveriesOf(test.db, id)).toMatchObject([
        { status: 'pending', lease_token: null, attempts: 1 },
      ]),
    );
    await updatePreferences(test.db, id, { webhook: null }, CONFIG.SECRETS_KEY);
    await makeDue(test.superuser, id);
    senders.wake();
    await eventually(async () => expect((await statuses(id))[0]?.status).toBe('refused'));
    expect(await deliveriesOf(test.db, id)).toMatchObject([{ detail: 'the webhook is switched off' }]);
  });
});
