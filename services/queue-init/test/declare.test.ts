import { createVhost, type TestVhost } from '@vc/local/testing/stack.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Broker, Refusal } from '../src/broker.ts';
import { brokerAt, changesOf, uniqueName, withChannel } from './broker.ts';

let vhost: TestVhost;
let broker: Broker;
beforeEach(async () => {
  vhost = await createVhost();
  broker = brokerAt(vhost.url, vhost.apiUrl);
});

const queue = (name: string) => broker.api.get<Record<string, unknown>>(['queues', broker.vhost, name]);
const put = (kind: string, name: string, body: object) => broker.api.put([kind, broker.vhost, name], body);
const bind = (source: string, kind: 'q' | 'e', destination: string, routing_key: string) =>
  broker.api.post(['bindings', broker.vhost, 'e', source, kind, destination], { routing_key });

describe('on an empty virtual host', () => {
  test('everything is made, and a second run finds it right', async () => {
    expect(await changesOf(broker)).toMatchObject({
      'exchange dead': 'created',
      'queue video': 'created',
      'policy mp3.dead': 'created',
      'binding dead -> video.dead': 'created',
      'permissions of gateway': 'created',
    });
    expect(await changesOf(broker)).toEqual({});
    expect(await queue('video')).toMatchObject({
      type: 'quorum',
      policy: 'video',
      effective_policy_definition: {
        'delivery-limit': 10,
        'dead-letter-exchange': 'dead',
        'consumer-timeout': 12 * 60 * 60 * 1000,
      },
    });
  });

  test('two runs at once get there too', async () => {
    await Promise.all([changesOf(broker), changesOf(broker)]);
    expect(await changesOf(broker)).toEqual({});
  });

  test('a virtual host that is missing is made', async () => {
    const url = new URL(vhost.url);
    url.pathname = `/${uniqueName(vhost.name)}`;
    const missing = brokerAt(url.href, vhost.apiUrl);
    expect(await changesOf(missing)).toHaveProperty([`virtual host ${missing.vhost}`], 'created');
    await missing.api.remove(['vhosts', missing.vhost]);
  });
});

describe('on older definitions', () => {
  test('an empty queue of another type or with arguments is replaced', async () => {
    await put('queues', 'video', { durable: true });
    await put('queues', 'mp3', { durable: true, arguments: { 'x-queue-type': 'quorum', 'x-max-length': 5 } });
    const changes = await changesOf(broker);
    expect(changes['queue video']).toBe('replaced (it was a durable classic queue)');
    expect(changes['queue mp3']).toBe('replaced (it was a durable quorum queue with x-max-length)');
    expect(await changesOf(broker)).toEqual({});
  });

  test('an exchange of another type is replaced, and its bindings made again', async () => {
    await changesOf(broker);
    await broker.api.remove(['exchanges', broker.vhost, 'video']);
    await put('exchanges', 'video', { type: 'fanout', durable: true });
    expect(await changesOf(broker)).toEqual({
      'exchange video': 'replaced (it was another kind: fanout)',
      'binding video -> video': 'created',
    });
  });

  test('a policy that was changed is set again', async () => {
    await changesOf(broker);
    await put('policies', 'video', { pattern: '.*', definition: { 'delivery-limit': 1 } });
    expect(await changesOf(broker)).toEqual({ 'policy video': 'changed' });
  });

  test('bindings that lead astray are removed, those of others stay', async () => {
    await changesOf(broker);
    await put('exchanges', 'other', { type: 'topic', durable: true });
    await put('queues', 'other', { durable: true });
    await bind('other', 'q', 'other', '#'); // theirs
    await bind('video', 'q', 'video', 'another/key');
    await bind('video', 'q', 'other', '');
    await bind('video', 'e', 'other', 'video');
    await bind('amq.direct', 'q', 'mp3', 'mp3');
    const changes = await changesOf(broker);
    expect(Object.keys(changes).sort()).toEqual([
      'binding amq.direct -> mp3',
      'binding video -> other',
      'binding video -> video',
    ]);
    const left = await broker.api.get<{ source: string; destination: string }[]>(['bindings', broker.vhost]);
    const named = left
      .filter(binding => binding.source !== '')
      .map(each => `${each.source} ${each.destination}`);
    expect(named.sort()).toEqual([
      'dead mp3.dead',
      'dead video.dead',
      'mp3 mp3',
      'other other',
      'video video',
    ]);
    expect(await changesOf(broker)).toEqual({});
  });
});

describe('it refuses', () => {
  test('to replace a queue that holds messages, and then changes nothing', async () => {
    await put('queues', 'mp3', { durable: true });
    await put('exchanges', 'video', { type: 'fanout', durable: true });
    await withChannel(vhost.url, async channel => {
      channel.sendToQueue('mp3', Buffer.from('an older message'));
      await channel.waitForConfirms();
    });
    const run = changesOf(broker);
    await expect(run).rejects.toThrow(Refusal);
    await expect(run).rejects.toThrow('Queue "mp3" is a durable classic queue and holds 1 message(s).');
    expect(await broker.api.get(['exchanges', broker.vhost, 'video'])).toMatchObject({ type: 'fanout' });
    await withChannel(vhost.url, channel => channel.purgeQueue('mp3'));
    expect(await changesOf(broker)).toHaveProperty('queue mp3');
  });

  test('to replace a queue whose messages are with a consumer', async () => {
    const careful = brokerAt(vhost.url, vhost.apiUrl, 6_000);
    await put('queues', 'video', { durable: true });
    await withChannel(vhost.url, async channel => {
      channel.sendToQueue('video', Buffer.from('under way'));
      await channel.waitForConfirms();
      await channel.get('video');
      await expect(changesOf(careful)).rejects.toThrow('holds 1 message(s)');
    });
  });

  test('to call it done while a policy of a higher priority overrules ours', async () => {
    const definition = { 'max-length': 1 };
    await put('policies', 'theirs', { pattern: '^mp3', definition, priority: 99, 'apply-to': 'queues' });
    await expect(changesOf(broker)).rejects.toThrow('Policy "theirs" overrules policy "mp3.dead"');
    await broker.api.remove(['policies', broker.vhost, 'theirs']);
    expect(await changesOf(broker)).toEqual({});
  });
});
