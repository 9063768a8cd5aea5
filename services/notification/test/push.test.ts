import { createBrowser, readVapid } from '@vc/local/testing/push-browser.ts';
import { describe, expect, it } from 'vitest';
import { updatePreferences } from '../src/preferences.ts';
import { SUBSCRIPTION_LIMIT, saveSubscription } from '../src/push-subscriptions.ts';
import { CONFIG, deliveriesOf, eventually, makeDue, VAPID } from './test-notification.ts';
import { useHttpSender } from './use-http-sender.ts';

const world = useHttpSender();
const { endJob, statuses, users } = world;

/** A user who wants no mail, with a browser a path. */
async function addUser(...paths: string[]) {
  const { id } = users.add();
  await updatePreferences(world.test.db, id, { email: false }, CONFIG.SECRETS_KEY);
  const browsers = paths.map(() => createBrowser());
  for (const [index, { keys }] of browsers.entries()) {
    await saveSubscription(world.test.db, id, { endpoint: `${world.sink.url}${paths[index]}`, keys });
  }
  return { id, browsers };
}

const endpointsOf = async (userId: string) =>
  (
    await world.test.db
      .selectFrom('notification.push_subscription')
      .select('endpoint')
      .where('user_id', '=', userId)
      .execute()
  ).map(({ endpoint }) => endpoint);

describe('a push message', () => {
  it('reaches each browser of the user, readable by it alone', async () => {
    const { id, browsers } = await addUser('/first', '/second');
    const fid = await endJob(id, { name: 'ferie.mp4' });
    await eventually(async () =>
      expect(await statuses(id)).toEqual(Array(2).fill({ status: 'sent', attempts: 1 })),
    );
    const [first] = world.sink.received('/first');
    const [second] = world.sink.received('/second');
    const payload = {
      title: 'Your MP3 is ready',
      body: 'ferie.mp4',
      url: `https://mp3.example.org/download?fid=${fid}`,
      fid,
      status: 'completed',
    };
    expect(browsers[0]?.decrypt(first?.body ?? Buffer.alloc(0))).toEqual(payload);
    expect(browsers[1]?.decrypt(second?.body ?? Buffer.alloc(0))).toEqual(payload);
    expect(() => browsers[1]?.decrypt(first?.body ?? Buffer.alloc(0))).toThrow();
    expect(first?.headers).toMatchObject({
      ttl: '86400',
      urgency: 'normal',
      'content-encoding': 'aes128gcm',
      topic: expect.stringMatching(/^[\w-]{32}$/),
    });
    expect(second?.headers.topic).toBe(first?.headers.topic);
  });

  it('is signed by our VAPID key for that push service', async () => {
    const { id } = await addUser('/signed');
    await endJob(id);
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    const [received] = world.sink.received('/signed');
    expect(readVapid(received?.headers.authorization)).toEqual({
      publicKey: VAPID.publicKey,
      claims: { aud: world.sink.url, sub: CONFIG.VAPID_SUBJECT, exp: expect.any(Number) },
    });
  });

  it('tells of a failure', async () => {
    const { id, browsers } = await addUser('/failed');
    await endJob(id, { state: 'failed' });
    await eventually(async () => expect(await statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    expect(browsers[0]?.decrypt(world.sink.received('/failed')[0]?.body ?? Buffer.alloc(0))).toMatchObject({
      status: 'failed',
      body: 'holiday.mp4',
    });
  });

  it.each([404, 410])('that is answered %i ends the subscription, and only that one', async status => {
    world.sink.answer(`/gone-${status}`, status);
    const { id } = await addUser(`/gone-${status}`, `/still-${status}`);
    await endJob(id);
    await eventually(async () =>
      expect(await statuses(id)).toEqual(
        expect.arrayContaining([
          { status: 'refused', attempts: 1 },
          { status: 'sent', attempts: 1 },
        ]),
      ),
    );
    expect(await endpointsOf(id)).toEqual([`${world.sink.url}/still-${status}`]);
  });

  it('is tried again where the service is in trouble, and not where it was delivered', async () => {
    world.sink.answer('/trouble', 503);
    const { id } = await addUser('/fine', '/trouble');
    await endJob(id);
    await eventually(async () =>
      expect(await deliveriesOf(world.test.db, id)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ status: 'pending', attempts: 1, lease_token: null }),
          expect.objectContaining({ status: 'sent', attempts: 1 }),
        ]),
      ),
    );
    world.sink.answer('/trouble', 201);
    await makeDue(world.test.superuser, id); // once: what is being sent must not become due meanwhile
    world.senders.wake();
    await eventually(async () =>
      expect((await statuses(id)).map(({ status }) => status)).toEqual(['sent', 'sent']),
    );
    expect(world.sink.received('/fine')).toHaveLength(1);
  });

  it('is not sent to a browser that has unsubscribed meanwhile', async () => {
    world.sink.answer('/unsubscribed', 503);
    const { id } = await addUser('/unsubscribed');
    await endJob(id);
    await eventually(async () =>
      expect(await deliveriesOf(world.test.db, id)).toMatchObject([
        { status: 'pending', attempts: 1, lease_token: null },
      ]),
    );
    await world.test.db.deleteFrom('notification.push_subscription').where('user_id', '=', id).execute();
    await makeDue(world.test.superuser, id);
    world.senders.wake();
    await eventually(async () => expect((await statuses(id))[0]?.status).toBe('refused'));
    expect(world.sink.received('/unsubscribed')).toHaveLength(1);
  });

  it('is not made where push is off', async () => {
    const { id } = await addUser('/off');
    await updatePreferences(world.test.db, id, { push: false }, CONFIG.SECRETS_KEY);
    await endJob(id);
    expect(await statuses(id)).toEqual([]);
  });
});

describe('subscriptions', () => {
  it(`are bounded: the newest ${SUBSCRIPTION_LIMIT} stay`, async () => {
    const paths = Array.from({ length: SUBSCRIPTION_LIMIT + 2 }, (_, index) => `/many-${index}`);
    const { id } = await addUser(...paths);
    const kept = await endpointsOf(id);
    expect(kept.sort()).toEqual(
      paths
        .slice(2)
        .map(path => world.sink.url + path)
        .sort(),
    );
  });

  it('belong to whoever subscribed last in that browser', async () => {
    const { id: first } = await addUser('/shared');
    const { id: second } = await addUser('/shared');
    expect(await endpointsOf(first)).toEqual([]);
    expect(await endpointsOf(second)).toEqual([`${world.sink.url}/shared`]);
  });
});
