import { RequestedBitrate } from '@vc/contracts/bitrate.ts';
import type { Job } from '@vc/contracts/job.ts';
import type { BeginResult, ReceivedVideo, UploadLease, UploadRequest } from '@vc/jobs/receive.ts';
import type { JobRow } from '@vc/jobs/schema.ts';
import { Problem, unavailable } from '@vc/kit/problem.ts';
import type { Server } from '@vc/kit/server.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { toJob } from '../job-view.ts';
import { bearer, problems } from '../schemas.ts';
import { acceptSurely } from '../upload/accept.ts';
import { comparableLength, readBoundary } from '../upload/boundary.ts';
import { cutLater, keepOpen } from '../upload/linger.ts';
import { type ReceiveDeps, receiveVideo } from '../upload/receive.ts';
import { explainRefusal } from '../upload/refusal.ts';
import { createSlots } from '../upload/slots.ts';

/** What an upload needs of the world. */
export type UploadDeps = Omit<ReceiveDeps, 'log'> & {
  newFileId(): string;
  beginUpload(request: UploadRequest): Promise<BeginResult>;
  acceptUpload(lease: UploadLease, video: ReceivedVideo): Promise<JobRow | undefined>;
  abandonUpload(lease: UploadLease): Promise<void>;
  /** Tells the converters; never rejects, since the relay tells them if this cannot. */
  publishHint(job: JobRow): Promise<void>;
  readJob(row: JobRow): Promise<Job>;
  /** Uploads under way in this process, of all users. */
  uploadsAtOnce: number;
};

/** What a form adds to its file: boundaries, part headers, a few fields. */
const FORM_OVERHEAD_BYTES = 64 * 1024;

const FORM_LIMITS = { files: 1, fields: 10, parts: 12, fieldSize: 16_384, headerPairs: 50 };

const UploadHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'Sent again with it, the same upload makes no second job.',
    }),
  ),
});

/** `POST /upload`: once it answers 202, the video is safe and will be converted. */
export function uploadRoute(app: Server, deps: UploadDeps): void {
  const slots = createSlots(deps.uploadsAtOnce);

  app.post(
    '/upload',
    {
      schema: {
        summary: 'Upload one video as multipart/form-data; it is converted to MP3.',
        security: bearer,
        consumes: ['multipart/form-data'],
        querystring: Type.Object({ bitrate: Type.Optional(RequestedBitrate) }),
        headers: UploadHeaders,
        response: {
          202: Type.Intersect([Type.Object({ message: Type.Literal('success!') }), Type.Ref('Job')]),
          ...problems(400, 401, 403, 408, 409, 410, 413, 415, 422),
        },
      },
      onRequest: async request => requireForm(request.headers['content-type']),
      onSend: async (request, reply) => keepOpen(request, reply),
      onResponse: async request => cutLater(request),
    },
    async (request, reply) => {
      const key = request.headers['idempotency-key'];
      const begun = await deps.beginUpload({
        owner: request.user.sub,
        bitrate: request.query.bitrate ?? null,
        file: deps.newFileId(),
        maxBytes: deps.maxBytes,
        contentLength: announcedLength(request),
        idempotency: key ? { key, contentLength: comparableLength(request.headers) } : null,
      });
      if (begun.kind === 'accepted-before') return accepted(reply, await deps.readJob(begun.job));
      if (begun.kind !== 'begun') throw explainRefusal(begun.kind);
      const row = await receiveAndAccept(request, begun.lease);
      return accepted(reply, toJob(row, [])); // nothing more is asked of a datastore: it is accepted already
    },
  );

  /** @throws {Problem} 413 when the body cannot hold a video that we take */
  function announcedLength(request: FastifyRequest): number | null {
    const header = request.headers['content-length'];
    if (header === undefined) return null;
    const length = Number(header);
    if (length <= deps.maxBytes + FORM_OVERHEAD_BYTES) return length;
    throw new Problem(413, 'too-large', `Videos may have up to ${deps.maxBytes} bytes.`);
  }

  async function receiveAndAccept(request: FastifyRequest, lease: UploadLease): Promise<JobRow> {
    const giveBack = slots.take();
    try {
      if (!giveBack) throw unavailable('A place for one more upload');
      const fileSize = Math.min(lease.maxBytes, deps.maxBytes);
      const parts = request.parts({ limits: { ...FORM_LIMITS, fileSize } });
      const video = await receiveVideo(parts, lease, { ...deps, log: request.log });
      const job = await acceptSurely(deps.acceptUpload, lease, video);
      await deps.publishHint(job);
      request.log.info({ fid: job.fid, size: job.video_size, type: job.video_type }, 'upload accepted');
      return job;
    } catch (error) {
      // Harmless where the commit's outcome is unknown: what was accepted is not `receiving` any more.
      await deps.abandonUpload(lease).catch(() => {});
      throw error;
    } finally {
      giveBack?.();
    }
  }
}

function requireForm(contentType: string | undefined): void {
  if (!/^multipart\/form-data\s*(;|$)/i.test(contentType ?? '')) {
    const detail = 'Send the video as multipart/form-data: curl -F "file=@video.mp4".';
    throw new Problem(415, 'unsupported-media-type', detail);
  }
  if (!readBoundary(contentType)) {
    throw new Problem(400, 'malformed', 'The Content-Type has no boundary, or one that is too long.');
  }
}

function accepted(reply: FastifyReply, job: Job) {
  return reply
    .status(202)
    .header('location', `/jobs/${job.fid}`)
    .send({ message: 'success!' as const, ...job });
}
