import type { Job } from '@vc/contracts/job.ts';
import { createBrowser } from '@vc/local/testing/push-browser.ts';
import { failIfAny } from '../breaches.ts';
import type { Customer } from '../customer.ts';
import { json } from '../http.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';
import { NAMES } from './names.ts';

/** What becomes of both channels whose URLs bear a name: the others are `refused`, and nobody is called. */
const SENT = ['public.example', 'rebinding.example'];

/** A redirect is an answer, which refuses: the public server is called, and nobody else. */
const CALLED = [...SENT, 'redirect.example'];

/**
 * A customer a name: webhook and push endpoint bear it, and a job ends. Names that resolve to public addresses are called at
 * the address that was checked; those that resolve elsewhere, in whole or in part, never.
 */
export async function tryDeceptiveNames(world: World, video: Buffer): Promise<string> {
  const names = [...Object.keys(NAMES), 'localhost'];
  const ended = await Promise.all(
    names.map(async name => {
      const customer = await world.newCustomer();
      await listenAt(customer, name);
      return { name, outcomes: await outcomesOfJob(world, customer, video) };
    }),
  );
  const breaches = ended.flatMap(({ name, outcomes }) => {
    const expected = SENT.includes(name) ? 'sent' : 'refused';
    return outcomes
      .filter(({ status }) => status !== expected)
      .map(({ channel, status }) => `${channel} to ${name} is ${status}, not ${expected}.`);
  });
  const calls = world.internet.calls();
  for (const name of names) {
    const count = calls.filter(host => host.endsWith(`.${name}`)).length;
    const expected = CALLED.includes(name) ? 2 : 0;
    if (count !== expected) breaches.push(`${name} was called ${count} times, not ${expected} times.`);
  }
  failIfAny(breaches);
  return `${names.length} names on 2 channels, ${calls.length} calls to public addresses`;
}

/** Each channel has a name of its own below, since DNS answers by turns. */
async function listenAt(customer: Customer, name: string): Promise<void> {
  const urlOf = (channel: string) => `https://${name === 'localhost' ? '' : `${channel}.`}${name}/hook`;
  const { keys } = createBrowser();
  const answers = [
    await customer.call(json('PUT', '/me/notifications', { webhook: urlOf('webhook'), email: false })),
    await customer.call(json('PUT', '/me/push-subscriptions', { endpoint: urlOf('push'), keys })),
  ];
  for (const { status, body } of answers)
    if (status >= 300) throw new Error(`${name} is refused before anybody asked DNS: ${body}`);
}

async function outcomesOfJob(
  { internet }: World,
  customer: Customer,
  video: Buffer,
): Promise<Job['notifications']> {
  const { fid } = await customer.upload(video);
  await customer.waitFor(fid, 'converted');
  return await until(`both channels of ${customer.email} are decided`, async () => {
    if (internet.intrusions() > 0) throw new Error('A connection went to an address that is not public.');
    const { notifications } = await customer.job(fid);
    const decided = notifications.filter(({ status }) => status !== 'pending');
    return decided.length === 2 ? decided : undefined;
  });
}
