import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { openEvents } from './support/event-stream.ts';
import { fakeVideo, videoForm } from './support/form.ts';
import { startGatewayProcess } from './support/gateway-process.ts';
import { beginUpload } from './support/raw-upload.ts';
import { receivingOf, rowsOf } from './support/rows.ts';
import { createUser } from './support/user.ts';
import { createWorld } from './support/world.ts';

const world = await createWorld();
afterAll(() => world.close());

async function startForTest() {
  const gateway = await startGatewayProcess(world);
  onTestFinished(() => gateway.close());
  return gateway;
}

const MIB = 2 ** 20;

test('the memory of a gateway does not grow with the size of an upload', async () => {
  const gateway = await startForTest();
  const user = createUser(gateway);
  await user.uploadVideo(fakeVideo(20 * MIB)); // what any upload needs is there by now
  const before = await gateway.readMemory();
  let highest = 0;
  const sampling = setInterval(async () => {
    highest = Math.max(highest, await gateway.readMemory());
  }, 20);

  const size = 200 * MIB;
  const block = fakeVideo(MIB);
  const { type, body, boundary } = videoForm(block);
  const end = Buffer.byteLength(`\r\n--${boundary}--\r\n`);
  const upload = beginUpload(gateway, user, { type }, { 'content-length': body.length + size - MIB });
  for (let sent = 0; sent < size; sent += MIB) {
    const chunk = sent === 0 ? body.subarray(0, -end) : block;
    if (!upload.request.write(chunk)) await once(upload.request, 'drain');
  }
  upload.request.end(body.subarray(-end));
  const answer = await upload.answer;
  expect(answer).toMatchObject({ status: 202, body: { video: { size } } });
  clearInterval(sampling);
  // Buffers that wait for the garbage collector count; the file would count more than three times as much.
  expect(highest - before).toBeLessThan(64 * MIB);
});

test('a gateway that is told to stop ends its streams, finishes an upload under way and exits', async () => {
  const gateway = await startForTest();
  const user = createUser(gateway);
  const stream = await openEvents(gateway, user);
  expect(stream.status).toBe(200);
  const form = videoForm(fakeVideo(2_000_000));
  const upload = beginUpload(gateway, user, form, { 'content-length': form.body.length });
  upload.request.write(form.body.subarray(0, 1_000_000));
  await expect.poll(() => receivingOf(world, user.id)).toHaveLength(1);

  gateway.child.kill('SIGTERM');
  await expect.poll(() => stream.isEnded).toBe(true);
  await expect.poll(() => isRefused(gateway.port)).toBe(true);
  upload.request.end(form.body.subarray(1_000_000));
  expect((await upload.answer).status).toBe(202);
  if (gateway.child.exitCode === null) await once(gateway.child, 'exit');
  expect(gateway.child.exitCode).toBe(0);
  expect(gateway.logs.at(-1)).toMatchObject({ msg: 'stopped' });
  expect(await rowsOf(world, user.id)).toMatchObject([{ state: 'stored' }]);
});

test('of an upload whose gateway is killed nothing is ever seen, and its place is free when the lease has run out', async () => {
  const gateway = await startForTest();
  const user = createUser(gateway);
  const form = videoForm(fakeVideo(2_000_000));
  const upload = beginUpload(gateway, user, form, { 'content-length': form.body.length });
  upload.request.write(form.body.subarray(0, 1_000_000));
  await expect.poll(() => receivingOf(world, user.id)).toHaveLength(1);
  gateway.child.kill('SIGKILL');
  await expect(upload.answer).rejects.toThrow();

  await world.db
    .updateTable('jobs.job')
    .set({ lease_until: new Date(0) })
    .where('owner', '=', user.id)
    .execute();
  const next = createUser(await startForTest(), user.id);
  expect((await next.get<{ jobs: unknown[] }>('/jobs')).json().jobs).toEqual([]);
  await expect.poll(() => rowsOf(world, user.id), { timeout: 30_000 }).toEqual([]);
});

test('the admin port says what it is, and the public one knows nothing of it', async () => {
  const gateway = await startForTest();
  await createUser(gateway).get('/jobs');
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  expect(metrics).toContain('http_request_duration_seconds_count{method="GET",route="/jobs",status="200"} 1');
  for (const path of ['/metrics', '/livez', '/readyz']) {
    expect((await fetch(gateway.url + path)).status).toBe(404);
    expect((await fetch(gateway.adminUrl + path)).status).toBe(200);
  }
  const answered = gateway.logs.find(line => line.route === '/jobs');
  expect(answered).toMatchObject({
    msg: 'answered',
    status: 200,
    trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(JSON.stringify(gateway.logs)).not.toContain('Bearer');
});

/** Whether new connections are refused: the gateway does not listen any more. */
function isRefused(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = request({ port, host: '127.0.0.1', agent: false });
    probe.once('error', () => resolve(true));
    probe.once('response', response => {
      response.resume();
      resolve(false);
    });
    probe.end();
  });
}
