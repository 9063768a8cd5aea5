import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Job } from '@vc/contracts/job.ts';
import { ApiError } from '../api/api-error.ts';
import type { SendUpload } from '../api/upload-request.ts';
import { createSpeedometer } from './speedometer.ts';

/** Where an upload stands. Bytes, bytes a second. */
export type UploadState =
  | { kind: 'waiting' }
  | { kind: 'sending'; sent: number; total: number; speed: number | undefined }
  /** Goes on by itself, after a while. */
  | { kind: 'interrupted'; reason: string }
  /** Goes on only if somebody says so. */
  | { kind: 'refused'; reason: string; code: string };

/** A video on its way; once it is safe it is a job, and no upload any more. */
export type Upload = { id: string; file: File; bitrate: string; state: ReadonlySignal<UploadState> };

/** The uploads of this tab. */
export type Uploads = {
  list: ReadonlySignal<readonly Upload[]>;
  add(files: Iterable<File>, bitrate: string): void;
  retry(id: string): void;
  cancel(id: string): void;
  clear(): void;
};

type Entry = Upload & {
  state: Signal<UploadState>;
  idempotencyKey: string;
  attempts: number;
  abort?: AbortController;
  timer?: ReturnType<typeof setTimeout>;
};

/** As many as the API likes to take of one user, less one for another tab. */
const AT_ONCE = 2;

const LONGEST_DELAY_S = 30;

/** What asks for more patience than this is not for us to try again. */
const LONGEST_WAIT_S = 60;

/**
 * Sends files, two at a time. What is lost on the way is sent again, with the same `Idempotency-Key`, so that an upload that was
 * complete although its answer was lost makes no second job.
 */
export function createUploads(deps: {
  send: SendUpload;
  onAccepted: (job: Job) => void;
  newId: () => string;
}): Uploads {
  const list = signal<readonly Entry[]>([]);

  function sendNext(): void {
    const isSending = ({ state }: Entry) => state.value.kind === 'sending';
    const free = AT_ONCE - list.value.filter(isSending).length;
    const waiting = list.value.filter(({ state }) => state.value.kind === 'waiting');
    for (const entry of waiting.slice(0, Math.max(0, free))) void attempt(entry);
  }

  async function attempt(entry: Entry): Promise<void> {
    const { file, bitrate, idempotencyKey, state } = entry;
    const abort = new AbortController();
    const speedometer = createSpeedometer();
    entry.abort = abort;
    entry.attempts += 1;
    state.value = { kind: 'sending', sent: 0, total: file.size, speed: undefined };
    const onProgress = (sent: number, total: number) => {
      state.value = { kind: 'sending', sent, total, speed: speedometer.measure(sent, Date.now()) };
    };
    try {
      const job = await deps.send({ file, bitrate, idempotencyKey, onProgress, signal: abort.signal });
      remove(entry);
      deps.onAccepted(job);
    } catch (error) {
      if (!abort.signal.aborted) settle(entry, error);
    }
    sendNext();
  }

  function settle(entry: Entry, error: unknown): void {
    const { message, code, seconds } = judge(error, entry.attempts);
    if (seconds === undefined) {
      entry.state.value = { kind: 'refused', reason: message, code };
      return;
    }
    entry.state.value = { kind: 'interrupted', reason: message };
    entry.timer = setTimeout(() => wait(entry), seconds * 1000);
  }

  function wait(entry: Entry): void {
    clearTimeout(entry.timer);
    entry.state.value = { kind: 'waiting' };
    sendNext();
  }

  function remove(entry: Entry): void {
    clearTimeout(entry.timer);
    list.value = list.value.filter(other => other !== entry);
  }

  function cancel(entry: Entry): void {
    remove(entry);
    entry.abort?.abort();
    sendNext();
  }

  const find = (id: string) => list.value.find(entry => entry.id === id);

  return {
    list,
    add(files, bitrate) {
      const added = [...files].map(file => ({
        id: deps.newId(),
        file,
        bitrate,
        idempotencyKey: deps.newId(),
        attempts: 0,
        state: signal<UploadState>({ kind: 'waiting' }),
      }));
      list.value = [...list.value, ...added];
      sendNext();
    },
    retry(id) {
      const entry = find(id);
      if (!entry) return;
      // A key whose upload was refused may be bound to what is no more, such as a job that was deleted.
      if (entry.state.value.kind === 'refused') entry.idempotencyKey = deps.newId();
      wait(entry);
    },
    cancel(id) {
      const entry = find(id);
      if (entry) cancel(entry);
    },
    clear: () => list.value.forEach(cancel),
  };
}

/** What to make of a failed attempt: `seconds` until the next one, or none where that would not help. */
function judge(
  error: unknown,
  attempts: number,
): { message: string; code: string; seconds: number | undefined } {
  const { message, code, status, retryAfter } =
    error instanceof ApiError
      ? error
      : new ApiError(0, { code: 'unreadable', detail: 'The file cannot be read.' });
  const backoff = Math.min(2 ** attempts, LONGEST_DELAY_S);
  const mayPass = code === 'connection-lost' || [408, 409, 429].includes(status) || status >= 500;
  const seconds = mayPass && (retryAfter ?? 0) <= LONGEST_WAIT_S ? (retryAfter ?? backoff) : undefined;
  return { message: code === 'connection-lost' ? 'The connection was lost.' : message, code, seconds };
}
