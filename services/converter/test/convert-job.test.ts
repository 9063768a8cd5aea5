import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMedia } from '@vc/blobs/media.ts';
import { claimJob } from '@vc/jobs/convert.ts';
import { cancelJob } from '@vc/jobs/owner.ts';
import { DEFAULT_RETENTION } from '@vc/jobs/policy.ts';
import type { JobRow } from '@vc/jobs/schema.ts';
import { isOutage } from '@vc/kit/outage.ts';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Converter, convertJob } from '../src/convert-job.ts';
import { createFfmpegTranscoder } from '../src/ffmpeg-transcoder.ts';
import { openWorkspace } from '../src/workspace.ts';
import { eventually } from './eventually.ts';
import { createMediaMaker, type MediaMaker, picture, SAMPLE } from './generated-media.ts';
import { findProcesses } from './processes.ts';
import { createStores, LONG, log, sha256, type TestStores } from './test-converter.ts';

const running = new AbortController().signal;

let stores: TestStores;
let files: MediaMaker;
let directory: string;
let converter: Converter;
const publish = vi.fn<Converter['publish']>();

beforeAll(async () => {
  stores = await createStores();
  files = await createMediaMaker();
  directory = await mkdtemp(join(tmpdir(), 'converter-jobs-'));
  converter = {
    db: stores.db,
    media: stores.media,
    transcoder: await createFfmpegTranscoder({ timeLimitMs: 60_000 }),
    workspace: await openWorkspace(directory),
    publish,
    retention: DEFAULT_RETENTION,
    maxSeconds: 14_400,
    cores: 1,
    finishMs: 60_000,
    log,
  };
});
afterAll(async () => {
  await stores.close();
  await files.remove();
  await rm(directory, { recursive: true });
});
beforeEach(() => {
  publish.mockReset().mockResolvedValue();
});

async function readJob(fid: string): Promise<JobRow> {
  const job = await stores.readJob(fid);
  if (!job) throw new Error(`no job ${fid}`);
  return job;
}

/** No folder of a job, and no ffmpeg that works in one. */
async function expectNothingLeft(): Promise<void> {
  const folders = await Promise.all((await readdir(directory)).map(own => readdir(join(directory, own))));
  expect(folders.flat()).toEqual([]);
  expect(await findProcesses(directory)).toEqual([]);
}

/** Resolves when a job's conversion is so far that it shows. */
const isConverting = (fid: string) =>
  eventually(async () => {
    expect(await readJob(fid)).toMatchObject({ state: 'converting' });
    expect(await findProcesses(`${directory}/`)).not.toEqual([]);
  });

/** Somebody else takes a job, as when our lease had run out. */
async function takeOver(fid: string): Promise<void> {
  await stores.makeDue(fid);
  expect(await claimJob(stores.db, fid)).toBeDefined();
}

describe('a job that is due', () => {
  it('is converted, its MP3 stored, its source given up, its owner told', async () => {
    const { fid } = await stores.addJob(SAMPLE, { bitrate: '96' });
    await convertJob(converter, fid, running);

    const job = await readJob(fid);
    expect(job).toMatchObject({
      state: 'converted',
      used_bitrate: '96',
      attempts: 1,
      progress: 1,
      video_file: null,
      lease_token: null,
      is_publish_confirmed: true,
    });
    expect(job.mp3_duration).toBeCloseTo(5.3, 0);
    const mp3 = await stores.readMp3(job);
    expect(mp3.toString('latin1', 0, 3)).toBe('ID3');
    expect([mp3.length, sha256(mp3)]).toEqual([job.mp3_size, job.mp3_sha256]);
    const message = {
      file_id: fid,
      user_id: job.owner,
      status: 'completed',
      epoch: 0,
      timestamp: expect.any(String),
    };
    expect(publish.mock.calls).toEqual([['mp3', message]]);
    await expectNothingLeft();
  });

  it('is encoded by as many processes as there are cores that no other job uses', async () => {
    const quiet = await files.make('minute.mkv', ...LONG.slice(0, -1), '60');
    const parts: number[] = [];
    const transcoder: Converter['transcoder'] = {
      ...converter.transcoder,
      transcode(source, target, plan, running) {
        parts.push(plan.segment?.start ?? -1);
        return converter.transcoder.transcode(source, target, plan, running);
      },
    };
    const convert = async () => {
      const { fid } = await stores.addJob(quiet, { bitrate: '64' });
      await convertJob({ ...converter, transcoder, cores: 2 }, fid, running);
      expect(await readJob(fid)).toMatchObject({ state: 'converted' });
      return parts.splice(0);
    };
    expect(await convert()).toHaveLength(2);
    const { fid } = await stores.addJob(SAMPLE);
    expect(await claimJob(stores.db, fid)).toBeDefined();
    expect(await convert()).toEqual([-1]);
    await stores.makeDue(fid);
    expect(await convert()).toHaveLength(2);
  });

  it('is done once, however often its message comes', async () => {
    const { fid } = await stores.addJob(SAMPLE);
    await Promise.all([1, 2, 3].map(() => convertJob(converter, fid, running)));
    await convertJob(converter, fid, running);
    expect(await readJob(fid)).toMatchObject({ state: 'converted', attempts: 1 });
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('is converted although the broker is away; the relay will tell', async () => {
    publish.mockRejectedValue(new Error('not connected'));
    const { fid } = await stores.addJob(SAMPLE);
    await convertJob(converter, fid, running);
    expect(await readJob(fid)).toMatchObject({ state: 'converted', published_at: null });
  });

  it('is converted once when the answer to the commit is lost', async () => {
    const { fid } = await stores.addJob(SAMPLE);
    const db = losingAnswer(stores.db, 'converted');
    await convertJob({ ...converter, db }, fid, running);
    expect(await readJob(fid)).toMatchObject({ state: 'converted', attempts: 1 });
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('is claimed again after its lease ran out, and tagged with the name of the upload', async () => {
    const { fid } = await stores.addJob(SAMPLE, { name: 'Ünïcode.mp4' });
    expect(await claimJob(stores.db, fid)).toBeDefined();
    await convertJob(converter, fid, running);
    expect(await readJob(fid)).toMatchObject({ state: 'converting', attempts: 1 });
    await stores.makeDue(fid);
    await convertJob(converter, fid, running);
    const job = await readJob(fid);
    expect(job).toMatchObject({ state: 'converted', attempts: 2 });
    const mp3 = await stores.readMp3(job);
    expect(mp3.includes(Buffer.from('Ünïcode', 'utf16le'))).toBe(true);
  });
});

describe('a job whose file is to blame', () => {
  it('has failed for good, and its owner is told', async () => {
    const { fid } = await stores.addJob(await files.make('mute.mp4', ...picture(1)));
    await convertJob(converter, fid, running);
    expect(await readJob(fid)).toMatchObject({
      state: 'failed',
      error_code: 'no-audio',
      error_detail: 'The video has no audio track.',
      is_publish_confirmed: true,
    });
    expect(publish).toHaveBeenCalledWith('mp3', expect.objectContaining({ file_id: fid, status: 'failed' }));
    await expectNothingLeft();
  });
});

describe('a job whose attempt failed for other reasons', () => {
  const failing = (): Converter => ({
    ...converter,
    transcoder: {
      ...converter.transcoder,
      transcode: () => Promise.reject(new Error('No space left on device')),
    },
  });

  it('waits, and has failed with gave-up after five attempts', async () => {
    const { fid } = await stores.addJob(SAMPLE);
    for (const attempts of [1, 2, 3, 4]) {
      await convertJob(failing(), fid, running);
      const job = await readJob(fid);
      expect(job).toMatchObject({ state: 'stored', attempts, error_code: null });
      expect(job.next_attempt_at.getTime()).toBeGreaterThan(job.updated_at.getTime());
      await convertJob(converter, fid, running); // too early: nothing happens
      await stores.makeDue(fid);
    }
    expect(publish).not.toHaveBeenCalled();
    await convertJob(failing(), fid, running);
    expect(await readJob(fid)).toMatchObject({ state: 'failed', attempts: 5, error_code: 'gave-up' });
    expect(publish).toHaveBeenCalledTimes(1);
    await expectNothingLeft();
  });

  it('is given back unspent while the media store is away, and the message kept', async () => {
    const { fid } = await stores.addJob(SAMPLE);
    const media = openMedia({ url: 'mongodb://127.0.0.1:1/media', log });
    await expect(convertJob({ ...converter, media }, fid, running)).rejects.toSatisfy(isOutage);
    await media.close();
    expect(await readJob(fid)).toMatchObject({ state: 'stored', attempts: 0, lease_token: null });
  });
});

describe('a job that is taken away during the conversion', () => {
  it.each([
    ['by another process', (fid: string) => takeOver(fid), 'converting'],
    [
      'by its owner, who cancels',
      async (fid: string) => {
        const job = await readJob(fid);
        await cancelJob(stores.superuser, job.owner, fid, DEFAULT_RETENTION);
      },
      'canceled',
    ],
  ])('%s is dropped, and its ffmpeg killed', async (_how, take, state) => {
    const { fid } = await stores.addJob(await files.make('long.mkv', ...LONG), { bitrate: '320' });
    const converting = convertJob(converter, fid, running);
    await isConverting(fid);
    await take(fid);
    await converting;
    expect(await readJob(fid)).toMatchObject({ state });
    expect(publish).not.toHaveBeenCalled();
    await expectNothingLeft();
  });

  it('at the very end is dropped, and no MP3 stored', async () => {
    const { fid } = await stores.addJob(SAMPLE);
    const transcoder: Converter['transcoder'] = {
      ...converter.transcoder,
      async transcode(...args) {
        await converter.transcoder.transcode(...args);
        await takeOver(fid);
      },
    };
    await convertJob({ ...converter, transcoder }, fid, running);
    expect(await readJob(fid)).toMatchObject({ state: 'converting', attempts: 2, mp3_file: null });
    expect(publish).not.toHaveBeenCalled();
    await expectNothingLeft();
  });
});

describe('a job under conversion when the process is asked to end', () => {
  it('is finished where there is time', async () => {
    const { fid } = await stores.addJob(SAMPLE);
    await convertJob(converter, fid, AbortSignal.abort());
    expect(await readJob(fid)).toMatchObject({ state: 'converted' });
  });

  it('is handed back else, without having spent the attempt', async () => {
    const { fid } = await stores.addJob(await files.make('long.mkv', ...LONG), { bitrate: '320' });
    const stopping = new AbortController();
    const converting = convertJob({ ...converter, finishMs: 0 }, fid, stopping.signal);
    await isConverting(fid);
    stopping.abort();
    await converting;
    const handedBack = { state: 'stored', attempts: 0, progress: 0, lease_token: null, published_at: null };
    expect(await readJob(fid)).toMatchObject(handedBack);
    await expectNothingLeft();
  });
});

describe('a job under conversion', () => {
  it('shows how far it is', async () => {
    const { fid } = await stores.addJob(await files.make('long.mkv', ...LONG), { bitrate: '320' });
    const stopping = new AbortController();
    const converting = convertJob({ ...converter, finishMs: 0 }, fid, stopping.signal);
    await eventually(async () => expect((await readJob(fid)).progress).toBeGreaterThan(0));
    stopping.abort();
    await converting;
  });
});

/** A database that commits a transition to `state` and then, once, loses the connection before the answer. */
function losingAnswer<T>(db: Kysely<T>, state: string): Kysely<T> {
  let isLost = false;
  return db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (isLost || result.rows[0]?.state !== state) return result;
      isLost = true;
      throw Object.assign(new Error('connection lost'), { code: '08006' });
    },
  });
}
