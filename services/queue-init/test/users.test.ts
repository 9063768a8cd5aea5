import type { Rabbitmq } from '@vc/local/datastores/datastore.ts';
import { type Own, startOwnRabbitmq } from '@vc/local/testing/stack.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from '../src/broker.ts';
import { brokerAt, changesOf, passwords, withChannel } from './broker.ts';

let server: Own<Rabbitmq>;
let broker: Broker;
beforeAll(async () => {
  server = await startOwnRabbitmq();
  broker = brokerAt(server.url, server.apiUrl);
  await changesOf(broker);
});
afterAll(() => server.remove());

type User = 'gateway' | 'converter' | 'notification';

function urlOf(user: User): string {
  const url = new URL(server.url);
  url.username = user;
  url.password = passwords()[user];
  return url.href;
}

/** What comes of it: undefined, or the broker's refusal. */
function attempt(user: User, work: Parameters<typeof withChannel>[1]): Promise<string | undefined> {
  return withChannel(urlOf(user), work).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

const publish = (user: User, exchange: string, key: string) =>
  attempt(user, async channel => {
    const refused = new Promise<never>((_resolve, reject) => channel.once('error', reject));
    channel.publish(exchange, key, Buffer.from('{}'));
    await Promise.race([channel.waitForConfirms(), refused]);
    await channel.checkExchange('video'); // the answer comes after the refusal of the message
  });
const read = (user: User, queue: string) => attempt(user, channel => channel.get(queue, { noAck: true }));

const MAY_WRITE = { gateway: 'video', converter: 'mp3', notification: undefined };
const MAY_READ = { gateway: undefined, converter: 'video', notification: 'mp3' };

describe.each(['gateway', 'converter', 'notification'] as const)('%s', user => {
  test.each(['video', 'mp3', 'dead', ''])('writes exchange "%s" only if it is its own', async exchange => {
    const refusal = await publish(user, exchange, exchange || 'video');
    if (exchange === MAY_WRITE[user]) expect(refusal).toBeUndefined();
    else expect(refusal).toContain('ACCESS_REFUSED');
  });

  test.each(['video', 'mp3', 'video.dead', 'mp3.dead'])(
    'reads queue "%s" only if it is its own',
    async queue => {
      const refusal = await read(user, queue);
      if (queue === MAY_READ[user]) expect(refusal).toBeUndefined();
      else expect(refusal).toContain('ACCESS_REFUSED');
    },
  );

  test('declares, deletes and purges nothing', async () => {
    const refusals = await Promise.all([
      attempt(user, channel => channel.assertQueue('mine')),
      attempt(user, channel => channel.assertExchange('mine', 'direct')),
      attempt(user, channel => channel.deleteQueue('video')),
      attempt(user, channel => channel.deleteExchange('video')),
    ]);
    for (const refusal of refusals) expect(refusal).toContain('ACCESS_REFUSED');
  });

  test('has no access to the management API', async () => {
    const { username, password } = new URL(urlOf(user));
    const url = new URL(server.apiUrl);
    [url.username, url.password] = [username, password];
    const { api } = brokerAt(server.url, url.href);
    await expect(api.get(['overview'])).rejects.toMatchObject({ status: 401 });
  });
});

describe('users of older definitions', () => {
  const put = (path: string[], body: object) => broker.api.put(path, body);

  test('lose tags, surplus rights and topic rights, and get the password', async () => {
    const everything = { configure: '.*', write: '.*', read: '.*' };
    await put(['users', 'gateway'], { password: 'an older one', tags: 'administrator' });
    await put(['permissions', '/', 'gateway'], everything);
    await put(['topic-permissions', '/', 'gateway'], { exchange: 'video', write: '.*', read: '.*' });
    expect(await changesOf(broker)).toEqual({
      'user gateway': 'password and tags set',
      'permissions of gateway': 'changed',
      'topic permissions of gateway': 'removed',
    });
    expect(await publish('gateway', 'video', 'video')).toBeUndefined();
    expect(await changesOf(broker)).toEqual({});
  });

  test('get a new password, and keep their connections', async () => {
    await withChannel(urlOf('converter'), async channel => {
      const converter = 'another-password';
      expect(await changesOf(broker, { ...passwords(), converter })).toEqual({
        'user converter': 'password and tags set',
      });
      await channel.get('video', { noAck: true });
    });
    expect(await read('converter', 'video')).toContain('ACCESS_REFUSED');
    await changesOf(broker);
    expect(await read('converter', 'video')).toBeUndefined();
  });

  test('that are not ours are left alone', async () => {
    await put(['users', 'monitoring'], { password: 'theirs', tags: 'monitoring' });
    await put(['permissions', '/', 'monitoring'], { configure: '', write: '', read: '.*' });
    expect(await changesOf(broker)).toEqual({});
    expect(await broker.api.get(['users', 'monitoring'])).toMatchObject({ tags: ['monitoring'] });
  });
});
