import { afterAll, beforeAll, expect, test } from 'vitest';
import { withClient } from '../../src/provision.ts';
import { createTemporaryDirectory, removeDirectory } from '../../src/temporary-directory.ts';
import { startTestProduct, type TestProduct } from '../../src/testing/product.ts';
import { makeLongVideo, SAMPLE } from './media.ts';
import { actAs, type User } from './user.ts';

// One fault a test, on a product of its own: each ends with the job converted, one MP3 and one mail.

let product: TestProduct;
let media: string;
let long: string;

beforeAll(async () => {
  [product, media] = await Promise.all([
    startTestProduct({ converter: { FINISH_SECONDS: '1' } }),
    createTemporaryDirectory(),
  ]);
  long = await makeLongVideo(media);
}, 120_000);
afterAll(() => Promise.all([product?.remove(), media && removeDirectory(media)]));

async function newUser(): Promise<User & { email: string }> {
  const { email, token } = await product.newUser();
  return { ...actAs(product.url, token), email };
}

/** Time passes in the database: what waits for a lease, a backoff or a repetition is due now. */
async function sql(statement: string): Promise<void> {
  const url = new URL(product.datastores.postgres.url);
  url.pathname = '/video_converter';
  await withClient(url.href, client => client.query(statement));
}

async function expectOneMail(email: string): Promise<void> {
  await expect.poll(() => product.mailSink.mails(email).length, { timeout: 40_000 }).toBe(1);
}

test('a converter killed in the middle of a conversion: another attempt finishes it', async () => {
  const user = await newUser();
  const { fid } = await user.upload(long);
  await user.waitFor(fid, 'converting');
  await product.services.converter.kill();
  await sql(`update jobs.job set lease_until = now() where state = 'converting'`);
  await product.services.converter.start();
  const job = await user.waitFor(fid, 'converted');
  expect(job.mp3?.duration).toBeCloseTo(420, 0);
  await expectOneMail(user.email);
});

test('SIGTERM in the middle of a conversion hands the job back without spending an attempt', async () => {
  const user = await newUser();
  const { fid } = await user.upload(long);
  await user.waitFor(fid, 'converting');
  await product.services.converter.stop();
  const { status } = await user.job(fid);
  if (status === 'stored')
    await sql(`do $$ begin assert (select attempts from jobs.job where fid = '${fid}') = 0; end $$`);
  expect(['stored', 'converted']).toContain(status); // it may have been quick enough to finish
  await product.services.converter.start();
  await user.waitFor(fid, 'converted');
  await expectOneMail(user.email);
});

test('RabbitMQ down during an upload: accepted, and converted when it is back', async () => {
  const user = await newUser();
  await product.datastores.rabbitmq.kill();
  const { fid, status } = await user.upload(SAMPLE);
  expect(status).toBe('stored');
  await product.datastores.rabbitmq.start();
  await user.waitFor(fid, 'converted');
  await expectOneMail(user.email);
});

test('a broker wiped with jobs queued loses none', async () => {
  const user = await newUser();
  await product.services.converter.stop();
  const jobs = [await user.upload(SAMPLE), await user.upload(SAMPLE), await user.upload(SAMPLE)];
  await product.datastores.rabbitmq.wipe();
  await product.initQueues();
  await sql(`update jobs.job set published_at = published_at - interval '3 minutes' where state = 'stored'`);
  await product.services.converter.start();
  for (const { fid } of jobs) await user.waitFor(fid, 'converted');
  await expect.poll(() => product.mailSink.mails(user.email).length, { timeout: 40_000 }).toBe(3);
});

test('a mail server that was down gets one mail when it is back', async () => {
  const user = await newUser();
  await product.mailSink.down();
  const { fid } = await user.upload(SAMPLE);
  await user.waitFor(fid, 'converted');
  await expect
    .poll(async () => (await user.job(fid)).notifications[0]?.attempts ?? 0, { timeout: 20_000 })
    .toBeGreaterThan(0);
  await product.mailSink.up();
  await sql(`update notification.delivery set due_at = now() where status = 'pending'`);
  await expectOneMail(user.email);
  await expect.poll(async () => (await user.job(fid)).notifications).toMatchObject([{ status: 'sent' }]);
});

test('everything restarted while jobs are queued', async () => {
  const user = await newUser();
  const jobs = [await user.upload(SAMPLE), await user.upload(SAMPLE)];
  await Promise.all(Object.values(product.services).map(service => service.kill()));
  await product.datastores.stop();
  const { postgres, mongodb, rabbitmq } = product.datastores;
  await Promise.all([postgres.start(), mongodb.start(), rabbitmq.start()]);
  await sql(`update jobs.job set lease_until = now() where state = 'converting'`);
  await Promise.all(Object.values(product.services).map(service => service.start()));
  for (const { fid } of jobs) await user.waitFor(fid, 'converted');
  await expect.poll(() => product.mailSink.mails(user.email).length, { timeout: 40_000 }).toBe(2);
});
