/** Tries what might be done to the broker by its management API, whose URL with a login it reads; prints the statuses. */
import { text } from 'node:stream/consumers';

const { origin, username, password } = new URL(await text(process.stdin));
const authorization = `Basic ${Buffer.from(`${username}:${decodeURIComponent(password)}`).toString('base64')}`;

async function ask(method: string, path: string, body?: object): Promise<number> {
  const answer = await fetch(`${origin}/api/${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  // What the broker itself refuses comes as a bad request that quotes it.
  return (await answer.text()).includes('ACCESS_REFUSED') ? 403 : answer.status;
}

console.log(
  JSON.stringify({
    'see queues': await ask('GET', 'queues'),
    'take messages': await ask('POST', 'queues/%2F/video/get', {
      count: 1,
      ackmode: 'ack_requeue_true',
      encoding: 'auto',
    }),
    publish: await ask('POST', 'exchanges/%2F/video/publish', {
      properties: {},
      routing_key: 'nobody',
      payload: '',
      payload_encoding: 'string',
    }),
    'declare a queue': await ask('PUT', 'queues/%2F/intruder', {}),
    'empty a queue': await ask('DELETE', 'queues/%2F/video.dead/contents'),
    'make a user': await ask('PUT', 'users/intruder', { password: 'intruder', tags: 'administrator' }),
    'give rights': await ask('PUT', `permissions/%2F/${username}`, {
      configure: '.*',
      write: '.*',
      read: '.*',
    }),
  }),
);
