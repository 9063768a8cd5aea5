import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { newFileId, openMedia } from '@vc/blobs/media.ts';
import { writeFile } from '@vc/blobs/write.ts';
import type { ReceivedVideo, UploadLease } from '@vc/jobs/receive.ts';
import type { JobRow } from '@vc/jobs/schema.ts';
import { createLogger } from '@vc/kit/logger.ts';
import type { UploadDeps } from '../../gateway/src/routes/upload.ts';
import { buildTestApp, keyRingOf } from '../../gateway/test/support/app.ts';
import { createSigningKey, signToken } from '../../gateway/test/support/tokens.ts';
import { makeJobRow } from './job-row.ts';

// The gateway as it is, its job table replaced by memory, and its storage by one that throws everything away unless the
// argument is the URL of a store. Prints the URL of the upload and a token.
const [storeUrl] = process.argv.slice(2);
const media = storeUrl ? openMedia({ url: storeUrl, log: createLogger('bench', 'silent') }) : undefined;

const lease: UploadLease = {
  fid: randomUUID(),
  token: randomUUID(),
  file: '0'.repeat(24),
  maxBytes: 2 ** 33,
};

const upload: UploadDeps = {
  newFileId,
  writeVideo: file =>
    media ? writeFile(media, 'videos', file) : new Writable({ write: (_chunk, _encoding, done) => done() }),
  beginUpload: async ({ file }) => ({ kind: 'begun', lease: { ...lease, file } }),
  renewUpload: async () => true,
  acceptUpload: async (_lease, video) => toRow(video),
  abandonUpload: async () => {},
  publishHint: async () => {},
  readJob: () => Promise.reject(new Error('nothing was accepted before')),
  maxBytes: lease.maxBytes,
  uploadsAtOnce: 10,
  idleMs: 30_000,
};

const key = createSigningKey();
const app = await buildTestApp({ keyRing: keyRingOf(key), upload });
const address = await app.listen({ host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ url: `${address}/upload`, token: signToken(key) }));

/** The job that an upload becomes. */
function toRow({ name, size, sha256, type }: ReceivedVideo): JobRow {
  const video = { video_file: lease.file, video_size: size, video_sha256: sha256, video_type: type };
  return makeJobRow({ fid: lease.fid, name, ...video });
}
