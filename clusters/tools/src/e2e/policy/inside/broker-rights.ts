/** Runs in the pod of a service, with its own login: tries what might be done to the broker, and prints what came of each. */
import { readFileSync } from 'node:fs';
import { type ConfirmChannel, connect } from 'amqplib';

const url = readFileSync(process.env.RABBITMQ_URL_FILE ?? '', 'utf8').trim();
const connection = await connect(url);
connection.on('error', () => {});

/** Whom messages are from; one does not say so of somebody else. */
const somebodyElse = new URL(url).username === 'gateway' ? 'converter' : 'gateway';
const outcomes: Record<string, string> = {};

/** Each on a channel of its own, since a refusal closes it. */
async function attempt(what: string, work: (channel: ConfirmChannel) => Promise<unknown>): Promise<void> {
  const channel = await connection.createConfirmChannel();
  const closed = new Promise<string>(resolve => {
    channel.on('error', (error: { code?: number }) => resolve(`${error.code}`));
  });
  const worked = work(channel).then(
    () => 'allowed',
    () => closed,
  );
  const outcome = await Promise.race([worked, closed]);
  // What was taken goes back with the channel.
  if (outcome === 'allowed') await channel.close();
  outcomes[what] = outcome === '403' ? 'refused' : outcome;
}

const publish = (exchange: string, userId?: string) => async (channel: ConfirmChannel) => {
  channel.publish(exchange, 'nobody', Buffer.from('{}'), { userId }); // which leads to no queue
  await channel.waitForConfirms();
};

for (const exchange of ['video', 'mp3', 'dead', ''])
  await attempt(`write ${exchange || '(default)'}`, publish(exchange));
for (const queue of ['video', 'mp3', 'video.dead', 'mp3.dead']) {
  await attempt(`read ${queue}`, channel => channel.get(queue));
  await attempt(`bind ${queue}`, channel => channel.bindQueue(queue, 'dead', 'intruder'));
}
await attempt('declare a queue', channel => channel.assertQueue('intruder'));
await attempt('declare an exchange', channel => channel.assertExchange('intruder', 'direct'));
await attempt('delete a queue', channel =>
  channel.deleteQueue('video.dead', { ifEmpty: true, ifUnused: true }),
);
await attempt('delete an exchange', channel => channel.deleteExchange('dead', { ifUnused: true }));
await attempt('write video as another', publish('video', somebodyElse));
await attempt('write mp3 as another', publish('mp3', somebodyElse));

await connection.close();
console.log(JSON.stringify(outcomes));
