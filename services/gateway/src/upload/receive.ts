import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import { RENEW_EVERY_MS } from '@vc/jobs/policy.ts';
import type { ReceivedVideo, UploadLease } from '@vc/jobs/receive.ts';
import type { Logger } from '@vc/kit/logger.ts';
import { Problem, unavailable } from '@vc/kit/problem.ts';
import { toDisplayName } from './file-name.ts';
import { createInspector } from './inspect.ts';

/** What receiving a body needs of the world. */
export type ReceiveDeps = {
  writeVideo(file: string): Writable;
  renewUpload(lease: UploadLease): Promise<boolean>;
  idleMs: number;
  log: Pick<Logger, 'warn'>;
};

/**
 * Streams the one file of a multipart body into the store, under a lease that is renewed meanwhile. Memory does not depend
 * on the file's size. When it resolves, the body has ended well and the bytes are in the store; nothing is accepted yet.
 *
 * @throws {Problem} 400 not exactly one file, or cut short; 408 idle; 413 too large; 415 not a video; 503 lease lost
 */
export async function receiveVideo(
  parts: AsyncIterable<MultipartFile | { type: 'field' }>,
  lease: UploadLease,
  deps: ReceiveDeps,
): Promise<ReceivedVideo> {
  const cut = new AbortController();
  const renewal = setInterval(async () => {
    try {
      if (!(await deps.renewUpload(lease))) cut.abort(unavailable('The upload’s place in the queue'));
    } catch (error) {
      deps.log.warn({ err: error, fid: lease.fid }, 'upload lease not renewed, will try again');
    }
  }, RENEW_EVERY_MS);
  try {
    let video: ReceivedVideo | undefined;
    for await (const part of parts) {
      if (part.type !== 'file') continue;
      if (video) throw notOneFile('two'); // a parser limit refuses it before; this says so whatever the limit
      video = await receiveFile(part, lease, cut, deps);
    }
    if (!video) throw notOneFile('no');
    return video;
  } catch (error) {
    throw cut.signal.aborted ? cut.signal.reason : toUploadProblem(error);
  } finally {
    clearInterval(renewal);
  }
}

async function receiveFile(
  part: MultipartFile,
  lease: UploadLease,
  cut: AbortController,
  deps: ReceiveDeps,
): Promise<ReceivedVideo> {
  const inspector = createInspector({
    idleMs: deps.idleMs,
    onIdle: () =>
      cut.abort(new Problem(408, 'upload-idle', `Nothing was received for ${deps.idleMs / 1000} s.`)),
  });
  await pipeline(part.file, inspector.pass, deps.writeVideo(lease.file), { signal: cut.signal });
  if (part.file.truncated)
    throw new Problem(413, 'too-large', `The file is larger than ${lease.maxBytes} bytes.`);
  return { name: toDisplayName(part.filename), ...inspector.result() };
}

const notOneFile = (count: string) =>
  new Problem(
    400,
    'one-file-expected',
    `Send exactly one file as multipart/form-data; there was ${count === 'no' ? 'none' : 'more than one'}.`,
  );

/** The parser tells its errors by code or by message only. */
function toUploadProblem(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'FST_FILES_LIMIT') return notOneFile('two');
  if (code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT') {
    return new Problem(400, 'malformed', 'The form has too many fields.', { cause: error });
  }
  if (code === 'FST_MP_PREMATURE_CLOSE' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET') {
    return new Problem(400, 'upload-cut', 'The upload ended before its last byte.', { cause: error });
  }
  if (/multipart|terminated early|Boundary|end of form/i.test(message ?? '')) {
    return new Problem(
      400,
      'malformed',
      'The multipart body is malformed or ends without its final boundary.',
      {
        cause: error,
      },
    );
  }
  return error;
}
