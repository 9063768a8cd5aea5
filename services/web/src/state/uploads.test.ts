import type { Job } from '@vc/contracts/job.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, connectionLost } from '../api/api-error.ts';
import type { UploadRequest } from '../api/upload-request.ts';
import { createUploads } from './uploads.ts';

/** Uploads whose attempts a test settles itself. */
function setUp() {
  const attempts: (UploadRequest & PromiseWithResolvers<Job>)[] = [];
  const onAccepted = vi.fn();
  let ids = 0;
  const uploads = createUploads({
    send: request => {
      const attempt = { ...request, ...Promise.withResolvers<Job>() };
      attempts.push(attempt);
      return attempt.promise;
    },
    onAccepted,
    newId() {
      ids += 1;
      return `id-${ids}`;
    },
  });
  const attemptsOf = (name: string) => attempts.filter(({ file }) => file.name === name);
  const latest = (name: string) => {
    const attempt = attemptsOf(name).at(-1);
    if (!attempt) throw new Error(`${name} was not sent`);
    return attempt;
  };
  const kinds = () =>
    Object.fromEntries(uploads.list.value.map(({ file, state }) => [file.name, state.value.kind]));
  const idOf = (name: string) => uploads.list.value.find(({ file }) => file.name === name)?.id ?? '';
  return { uploads, onAccepted, attemptsOf, latest, kinds, idOf };
}

const filesOf = (...names: string[]) => names.map(name => new File(['video'], name));
const settled = () => vi.advanceTimersByTimeAsync(0);
const refusal = (status: number, code: string, retryAfter?: number) =>
  new ApiError(status, { code, detail: 'No.' }, retryAfter);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('uploads', () => {
  it('go two at a time, and are jobs once they are safe', async () => {
    const { uploads, onAccepted, latest, kinds } = setUp();
    uploads.add(filesOf('a', 'b', 'c'), '192');
    expect(kinds()).toEqual({ a: 'sending', b: 'sending', c: 'waiting' });
    latest('a').resolve({ fid: 'job-a' } as Job);
    await settled();
    expect(kinds()).toEqual({ b: 'sending', c: 'sending' });
    expect(onAccepted).toHaveBeenCalledExactlyOnceWith({ fid: 'job-a' });
  });

  it('tell how far they are and how fast', () => {
    const { uploads, latest } = setUp();
    uploads.add(filesOf('a'), '128');
    latest('a').onProgress(0, 4_000);
    vi.advanceTimersByTime(1_000);
    latest('a').onProgress(1_000, 4_000);
    expect(uploads.list.value[0]?.state.value).toEqual({
      kind: 'sending',
      sent: 1_000,
      total: 4_000,
      speed: 1_000,
    });
  });

  it.each([
    ['a lost connection', connectionLost(), 2],
    ['a server that says when', refusal(503, 'unavailable', 5), 5],
    ['the rest of an earlier attempt', refusal(409, 'upload-under-way', 10), 10],
    ['a quota that others use up', refusal(429, 'quota-exceeded', 10), 10],
  ])('are sent again after %s, with the same key', async (_name, error, seconds) => {
    const { uploads, attemptsOf, latest, kinds } = setUp();
    uploads.add(filesOf('a'), '128');
    latest('a').reject(error);
    await settled();
    expect(kinds()).toEqual({ a: 'interrupted' });
    await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1);
    expect(attemptsOf('a')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(kinds()).toEqual({ a: 'sending' });
    expect(new Set(attemptsOf('a').map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('are sent again at once for whoever does not want to wait, and then only once', async () => {
    const { uploads, attemptsOf, latest, idOf } = setUp();
    uploads.add(filesOf('a'), '128');
    latest('a').reject(connectionLost());
    await settled();
    uploads.retry(idOf('a'));
    expect(attemptsOf('a')).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(attemptsOf('a')).toHaveLength(2);
  });

  it.each([
    ['a file that is no video', refusal(415, 'not-a-video')],
    ['a space that is full', refusal(429, 'quota-exceeded', 3600)],
    ['a file that cannot be read', new TypeError('gone')],
  ])('stop at %s, and take a new key if they are asked to go on', async (_name, error) => {
    const { uploads, attemptsOf, latest, kinds, idOf } = setUp();
    uploads.add(filesOf('a', 'b', 'c'), '128');
    latest('a').reject(error);
    await settled();
    expect(kinds()).toEqual({ a: 'refused', b: 'sending', c: 'sending' });
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(attemptsOf('a')).toHaveLength(1);
    latest('b').resolve({} as Job);
    await settled();
    uploads.retry(idOf('a'));
    expect(new Set(attemptsOf('a').map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
  });

  it('make room when they are canceled', async () => {
    const { uploads, latest, kinds, idOf } = setUp();
    uploads.add(filesOf('a', 'b', 'c'), '128');
    uploads.cancel(idOf('a'));
    expect(latest('a').signal.aborted).toBe(true);
    expect(kinds()).toEqual({ b: 'sending', c: 'sending' });
    latest('a').reject(latest('a').signal.reason);
    await settled();
    expect(kinds()).toEqual({ b: 'sending', c: 'sending' });
  });
});
