import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import { RENEW_EVERY_MS } from '@vc/jobs/policy.ts';
import type { ReceivedVideo, UploadLease } from '@vc/jobs/receive.ts';
import type { Logger } from '@vc/kit/logger.ts';
import { Problem, unavailable } from '@vc/kit/problem.ts';
import { toDisplayName } from './file-name.ts';
import { toFormProblem, wrongFileCount } from './form-problem.ts';
import { limitIdle } from './idle.ts';
import { createInspector } from './inspect.ts';
import { explainRefusal } from './refusal.ts';

/** What receiving a body needs of the world. */
export type ReceiveDeps = {
  writeVideo(file: string): Writable;
  renewUpload(lease: UploadLease): Promise<boolean>;
  /** The largest video that is taken. */
  maxBytes: number;
  /** A sender that is silent for so long, or slower than `SLOWEST_BYTES_PER_SECOND`, is cut. */
  idleMs: number;
  log: Pick<Logger, 'warn'>;
};

/**
 * Who sends less for long holds a place that somebody else could use: one byte at a time would hold it for ever. Slower than any
 * network on which a video can be sent.
 */
const SLOWEST_BYTES_PER_SECOND = 1_024;

const worthMs = (bytes: Buffer) => (bytes.length / SLOWEST_BYTES_PER_SECOND) * 1_000;

/** A part of a form as the parser gives it. */
type Part = MultipartFile | { type: 'field' };

/**
 * Streams the one file of a multipart body into the store, under a lease that is renewed meanwhile. Memory does not depend
 * on the file's size. When it resolves, the body has ended well and the bytes are in the store; nothing is accepted yet.
 *
 * @throws {Problem} 400 not exactly one file, or cut short; 408 idle; 413 or 429 too large; 415 not a video; 503 lease lost
 */
export async function receiveVideo(
  parts: AsyncIterable<Part>,
  lease: UploadLease,
  deps: ReceiveDeps,
): Promise<ReceivedVideo> {
  const cut = new AbortController();
  const idle = {
    idleMs: deps.idleMs,
    onIdle: () =>
      cut.abort(
        new Problem(
          408,
          'upload-idle',
          `Nothing, or next to nothing, was received for ${deps.idleMs / 1000} s.`,
        ),
      ),
  };

  async function receiveForm(): Promise<ReceivedVideo> {
    let video: ReceivedVideo | undefined;
    for await (const part of limitIdle(parts, idle)) {
      if (part.type !== 'file') continue;
      if (video) throw wrongFileCount(2); // the parser's limit refuses it before; this holds whatever the limit
      video = await receiveFile(part);
    }
    if (!video) throw wrongFileCount(0);
    return video;
  }

  async function receiveFile(part: MultipartFile): Promise<ReceivedVideo> {
    const inspector = createInspector();
    await pipeline(
      part.file,
      (source: AsyncIterable<Buffer>) => inspector.pass(limitIdle(source, { ...idle, worthMs })),
      deps.writeVideo(lease.file),
      { signal: cut.signal },
    );
    if (part.file.truncated) throw tooLarge(lease, deps);
    return { name: toDisplayName(part.filename), ...inspector.result() };
  }

  const stopRenewing = keepRenewing(lease, deps, () => cut.abort(leaseLost()));
  try {
    // A parser that waits for a silent sender settles only when the connection ends: the cut must not wait for it.
    return await Promise.race([receiveForm(), rejectOnAbort(cut.signal)]);
  } catch (error) {
    throw cut.signal.aborted ? cut.signal.reason : toFormProblem(error);
  } finally {
    stopRenewing();
  }
}

/** Of a body of unknown length only its bytes tell that the user has no room for it. */
function tooLarge(lease: UploadLease, { maxBytes }: ReceiveDeps): Problem {
  if (lease.maxBytes < maxBytes) return explainRefusal('no-space');
  return new Problem(413, 'too-large', `Videos may have up to ${maxBytes} bytes.`);
}

/** 503: the upload took too long without a renewal, and its row went to somebody else. */
export const leaseLost = () => unavailable('The place that was kept for this upload');

function keepRenewing(lease: UploadLease, deps: ReceiveDeps, onLost: () => void): () => void {
  const timer = setInterval(async () => {
    try {
      if (!(await deps.renewUpload(lease))) onLost();
    } catch (error) {
      deps.log.warn({ err: error, fid: lease.fid }, 'upload lease not renewed, will try again');
    }
  }, RENEW_EVERY_MS);
  return () => clearInterval(timer);
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
