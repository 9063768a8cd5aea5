import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimJob, failJob } from '@vc/jobs/convert.ts';
import { DEFAULT_RETENTION } from '@vc/jobs/policy.ts';
import { type Broker, connectBroker } from '@vc/kit/broker.ts';
import { countMessages, createTopology, getMessage, type Topology } from '@vc/local/testing/topology.ts';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { eventually } from './eventually.ts';
import { createMediaMaker, type MediaMaker, SAMPLE } from './generated-media.ts';
import { findProcesses } from './processes.ts';
import { startConverter } from './start-converter.ts';
import { createStores, LONG, log, type TestStores } from './test-converter.ts';

let stores: TestStores;
let topology: Topology;
let gateway: Broker;
let files: MediaMaker;
let directory: string;

beforeAll(async () => {
  stores = await createStores();
  topology = await createTopology();
  gateway = await connectBroker({ url: topology.urlFor('gateway'), log });
  files = await createMediaMaker();
  directory = await mkdtemp(join(tmpdir(), 'converter-process-'));
});
afterAll(async () => {
  await gateway.close();
  await stores.close();
  await files.remove();
  await rm(directory, { recursive: true });
});

/** Starts the service as it is deployed, until the test ends. */
async function start(settings: Record<string, string> = {}) {
  const converter = await startConverter({
    DATABASE_URL: stores.urls.converter,
    MONGODB_URL: stores.mongodbUrl,
    RABBITMQ_URL: topology.urlFor('converter'),
    TEMP_DIR: directory,
    ...settings,
  });
  onTestFinished(() => converter.kill());
  return converter;
}

/** Stores a video and sends the gateway's hint. */
async function upload(file: string, bitrate?: '320') {
  const job = await stores.addJob(file, bitrate ? { bitrate } : {});
  const message = { file_id: job.fid, user_id: job.owner, timestamp: new Date().toISOString() };
  await eventually(() => gateway.publish('video', message));
  return job;
}

const isConverting = () =>
  eventually(async () => expect(await findProcesses(`${directory}/`)).not.toEqual([]));

/** Takes the next hint off queue `mp3`. */
async function takeHint(): Promise<unknown> {
  await eventually(async () => expect(await countMessages(topology, 'mp3')).toBe(1));
  return JSON.parse((await getMessage(topology, 'mp3')).content.toString());
}

it('converts what queue `video` hints at, tells queue `mp3`, counts it, and ends on a signal', async () => {
  const converter = await start();
  await converter.isReady();
  const { fid, owner } = await upload(SAMPLE);
  expect(await takeHint()).toMatchObject({ file_id: fid, user_id: owner, status: 'completed', epoch: 0 });
  expect(await stores.readJob(fid)).toMatchObject({ state: 'converted', used_bitrate: '128' });
  await eventually(async () =>
    expect(await converter.metrics()).toContain('conversions_total{outcome="converted"} 1'),
  );

  const { code, stdout, stderr } = await converter.stop();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(new RegExp(`"fid":"${fid}","outcome":"converted".*"msg":"conversion ended"`));
  expect(stdout).not.toContain('postgres://');
  expect(await readdir(directory)).toEqual([]);
});

it('hands its job back when it must end before the conversion does', async () => {
  const converter = await start({ FINISH_SECONDS: '0' });
  const { fid } = await upload(await files.make('long.mkv', ...LONG), '320');
  await isConverting();
  const { code } = await converter.stop();
  expect(code).toBe(0);
  expect(await stores.readJob(fid)).toMatchObject({ state: 'stored', attempts: 0 });
  expect(await readdir(directory)).toEqual([]);
  expect(await countMessages(topology, 'video')).toBe(0);
});

it('leaves no ffmpeg when it is killed, and the next one takes over files and job', async () => {
  const first = await start();
  const { fid } = await upload(await files.make('long.mkv', ...LONG), '320');
  await isConverting();
  await first.kill();
  await eventually(async () => expect(await findProcesses(`${directory}/`)).toEqual([]));
  expect(await readdir(directory)).toHaveLength(1);

  await stores.makeDue(fid);
  const second = await start({ MAX_DURATION_SECONDS: '3600' });
  expect(await takeHint()).toMatchObject({ file_id: fid, status: 'failed' });
  expect(await stores.readJob(fid)).toMatchObject({ state: 'failed', error_code: 'too-long', attempts: 2 });
  expect(await readdir(directory)).toHaveLength(1); // its own
  await second.stop();
  expect(await readdir(directory)).toEqual([]);
});

it('tells of jobs that ended untold', async () => {
  const { fid } = await stores.addJob(SAMPLE);
  const claimed = await claimJob(stores.db, fid);
  if (!claimed) throw new Error('not claimed');
  await failJob(stores.db, claimed.lease, { code: 'corrupt', detail: 'x' }, DEFAULT_RETENTION);
  await stores.superuser.updateTable('jobs.job').set({ published_at: null }).where('fid', '=', fid).execute();
  await start();
  expect(await takeHint()).toMatchObject({ file_id: fid, status: 'failed' });
});

it('starts before everything it needs, and says what is missing', async () => {
  const converter = await start({
    DATABASE_URL: 'postgres://converter@127.0.0.1:1/none',
    MONGODB_URL: 'mongodb://127.0.0.1:1/media',
    RABBITMQ_URL: 'amqp://converter@127.0.0.1:1',
  });
  await eventually(async () =>
    expect(await converter.readiness()).toEqual({
      status: 'not ready',
      missing: ['database', 'media store', 'broker'],
    }),
  );
  expect((await converter.stop()).code).toBe(0);
});
