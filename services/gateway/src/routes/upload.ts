import { RequestedBitrate } from '@vc/contracts/bitrate.ts';
import type { Job } from '@vc/contracts/job.ts';
import type { BeginResult, ReceivedVideo, UploadLease, UploadRequest } from '@vc/jobs/receive.ts';
import type { JobRow } from '@vc/jobs/schema.ts';
import { isOutage } from '@vc/kit/outage.ts';
import { Problem, unavailable } from '@vc/kit/problem.ts';
import type { Server } from '@vc/kit/server.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { bearer, problemAnswers } from '../schemas.ts';
import { comparableLength } from '../upload/body-length.ts';
import { type ReceiveDeps, receiveVideo } from '../upload/receive.ts';
import { explainRefusal } from '../upload/refusal.ts';
import { createSlots } from '../upload/slots.ts';

/** What an upload needs of the world. */
export type UploadDeps = Omit<ReceiveDeps, 'log'> & {
  newFileId(): string;
  beginUpload(request: UploadRequest): Promise<BeginResult>;
  acceptUpload(lease: UploadLease, video: ReceivedVideo): Promise<JobRow | undefined>;
  abandonUpload(lease: UploadLease): Promise<void>;
  /** Tells the converters; never rejects for the broker's sake. */
  publishHint(job: JobRow): Promise<boolean>;
  readJob(row: JobRow): Promise<Job>;
  maxBytes: number;
  uploadsAtOnce: number;
};

/** What a form adds to its file: boundaries, part headers, a few fields. */
const FORM_OVERHEAD_BYTES = 64 * 1024;

/** After an early answer a client may go on sending for so long; what it sends is thrown away. */
const LINGER_MS = 10_000;

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
        headers: Type.Object({
          'idempotency-key': Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 255,
              description: 'Sent again with it, the same upload makes no second job.',
            }),
          ),
        }),
        response: {
          202: Type.Intersect([Type.Object({ message: Type.Literal('success!') }), Type.Ref('Job')]),
          ...problemAnswers,
        },
      },
      onRequest: async request => {
        if (!request.headers['content-type']?.startsWith('multipart/form-data')) {
          throw new Problem(
            415,
            'unsupported-media-type',
            'Send the video as multipart/form-data: curl -F "file=@video.mp4".',
          );
        }
      },
      onResponse: async request => cutLater(request),
    },
    async (request, reply) => {
      const upload = toUploadRequest(
        request,
        request.query.bitrate ?? null,
        request.headers['idempotency-key'],
      );
      if (upload.contentLength !== null && upload.contentLength > deps.maxBytes + FORM_OVERHEAD_BYTES) {
        throw new Problem(413, 'too-large', `Videos may have up to ${deps.maxBytes} bytes.`);
      }
      const begun = await deps.beginUpload(upload);
      if (begun.kind === 'accepted-before') return accepted(reply, begun.job);
      if (begun.kind !== 'begun') throw explainRefusal(begun.kind);
      return accepted(reply, await receiveAndAccept(request, begun.lease));
    },
  );

  function toUploadRequest(
    request: FastifyRequest,
    bitrate: string | null,
    key: string | undefined,
  ): UploadRequest {
    const length = request.headers['content-length'];
    return {
      owner: request.user.sub,
      bitrate,
      file: deps.newFileId(),
      maxBytes: deps.maxBytes,
      contentLength: length ? Number(length) : null,
      idempotency: key ? { key, contentLength: comparableLength(request.headers) } : null,
    };
  }

  async function receiveAndAccept(request: FastifyRequest, lease: UploadLease): Promise<JobRow> {
    const giveBack = slots.take();
    try {
      if (!giveBack) throw unavailable('A place for one more upload');
      const parts = request.parts({
        limits: {
          files: 1,
          fileSize: Math.min(lease.maxBytes, deps.maxBytes),
          fields: 10,
          parts: 12,
          fieldSize: 16_384,
          headerPairs: 50,
        },
      });
      const video = await receiveVideo(parts, lease, { ...deps, log: request.log });
      const job = await acceptSurely(lease, video);
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

  /**
   * An unheard commit may have happened: asking again tells. After the last try the answer is 503, and a complete upload may
   * yet appear (the same Idempotency-Key returns it).
   */
  async function acceptSurely(lease: UploadLease, video: ReceivedVideo): Promise<JobRow> {
    for (let tries = 3; ; tries -= 1) {
      try {
        const job = await deps.acceptUpload(lease, video);
        if (job) return job;
        throw unavailable('The upload’s place in the queue');
      } catch (error) {
        if (!isOutage(error) || tries === 1) throw error;
      }
    }
  }

  async function accepted(reply: FastifyReply, row: JobRow) {
    const job = await deps.readJob(row);
    return reply
      .status(202)
      .header('location', `/jobs/${job.fid}`)
      .send({ message: 'success!' as const, ...job });
  }
}

/** Answered before the body was read to its end: Node discards the rest, but not for ever. */
function cutLater(request: FastifyRequest): void {
  const { raw } = request;
  if (raw.complete) return;
  const timer = setTimeout(() => raw.socket.destroy(), LINGER_MS);
  raw.once('close', () => clearTimeout(timer));
}
