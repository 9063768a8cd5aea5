import { PassThrough, Readable, Writable } from 'node:stream';
import type { MultipartFile } from '@fastify/multipart';
import { RENEW_EVERY_MS } from '@vc/jobs/policy.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ReceiveDeps, receiveVideo } from './receive.ts';

const lease = { fid: 'fid', token: 'token', file: 'file', maxBytes: 1_000 };
const video = Buffer.concat([Buffer.from('\0\0\0\x20ftypisom', 'latin1'), Buffer.alloc(500)]);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

type Parts = Parameters<typeof receiveVideo>[0];
const field = { type: 'field' as const };
const file = (source: Readable, filename = 'a.mp4', truncated = false) =>
  ({ type: 'file', filename, file: Object.assign(source, { truncated }) }) as unknown as MultipartFile;
const ofBytes = (bytes: Buffer) => Readable.from([bytes], { objectMode: false });

async function* form(...parts: (MultipartFile | typeof field | Promise<never>)[]): AsyncGenerator<never> {
  for (const part of parts) yield (await part) as never;
}
const silence = () => new Promise<never>(() => {});

function receive(parts: Parts, overrides: Partial<ReceiveDeps> = {}) {
  const written: Buffer[] = [];
  const store = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk);
      done();
    },
  });
  const result = receiveVideo(parts, lease, {
    writeVideo: () => store,
    renewUpload: async () => true,
    maxBytes: 1_000,
    idleMs: 30_000,
    log: { warn: vi.fn() },
    ...overrides,
  });
  result.catch(() => {}); // awaited later, when time has passed
  return { result, written, store };
}

test('the one file is stored, fields around it do not matter', async () => {
  const { result, written } = receive(form(field, file(ofBytes(video)), field));
  expect(await result).toMatchObject({ name: 'a.mp4', size: video.length, type: 'video/mp4' });
  expect(Buffer.concat(written)).toEqual(video);
  expect(vi.getTimerCount()).toBe(0);
});

test.each([
  ['no file', () => form(field), { status: 400, code: 'one-file-expected' }],
  [
    'two files',
    () => form(file(ofBytes(video)), file(ofBytes(video))),
    { status: 400, code: 'one-file-expected' },
  ],
  ['a file that was cut at the limit', () => form(file(ofBytes(video), 'a.mp4', true)), { status: 413 }],
  ['an empty file', () => form(file(ofBytes(Buffer.alloc(0)))), { status: 415 }],
  ['a text', () => form(file(ofBytes(Buffer.from('hello')))), { status: 415 }],
])('%s is refused', async (_name, parts, problem) => {
  await expect(receive(parts()).result).rejects.toMatchObject(problem);
});

test('a file of unknown length that does not fit into what the user has left is a matter of quota', async () => {
  const { result } = receive(form(file(ofBytes(video), 'a.mp4', true)), { maxBytes: 2_000 });
  await expect(result).rejects.toMatchObject({ status: 429, code: 'quota-exceeded' });
});

test.each([
  ['before the first part', () => form(silence())],
  ['after a field', () => form(field, silence())],
  ['before the first byte of the file', () => form(file(new PassThrough()))],
  ['after the file, before the final boundary', () => form(file(ofBytes(video)), silence())],
])('a sender that falls silent %s is cut', async (_name, parts) => {
  const { result } = receive(parts());
  await vi.advanceTimersByTimeAsync(30_000);
  await expect(result).rejects.toMatchObject({ status: 408, code: 'upload-idle' });
  expect(vi.getTimerCount()).toBe(0);
});

test('a sender that falls silent within the file is cut, and its file is not finished', async () => {
  const source = new PassThrough();
  const { result, store } = receive(form(file(source)));
  for (let n = 0; n < 3; n += 1) {
    source.write(video);
    await vi.advanceTimersByTimeAsync(29_000);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  await expect(result).rejects.toMatchObject({ status: 408 });
  expect(source.destroyed).toBe(true);
  expect(store.writableFinished).toBe(false);
});

test('the lease is renewed while bytes come, and a renewal that fails is tried again', async () => {
  const source = new PassThrough();
  const renewUpload = vi.fn().mockResolvedValue(true).mockRejectedValueOnce(new Error('away'));
  const { result } = receive(form(file(source)), { renewUpload });
  source.write(video);
  await vi.advanceTimersByTimeAsync(3 * RENEW_EVERY_MS);
  expect(renewUpload).toHaveBeenCalledTimes(3);
  source.end();
  await expect(result).resolves.toBeDefined();
});

test('a lost lease ends the upload at once', async () => {
  const source = new PassThrough();
  const { result } = receive(form(file(source)), { renewUpload: async () => false });
  source.write(video);
  await vi.advanceTimersByTimeAsync(RENEW_EVERY_MS);
  await expect(result).rejects.toMatchObject({ status: 503 });
  expect(source.destroyed).toBe(true);
});

test('an error of the store is no verdict on the form', async () => {
  const error = Object.assign(new Error('connection 5 to mongo closed'), { code: 'ECONNRESET' });
  const failing = new Writable({ write: (_chunk, _encoding, done) => done(error) });
  await expect(receive(form(file(ofBytes(video))), { writeVideo: () => failing }).result).rejects.toBe(error);
});
