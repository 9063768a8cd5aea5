import type { Readable } from 'node:stream';
import type { Job } from '@vc/contracts/job.ts';
import type { JobRow } from '@vc/jobs/schema.ts';
import { Problem } from '@vc/kit/problem.ts';
import type { Server } from '@vc/kit/server.ts';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { toContentDisposition, toMp3Name } from '../download/attachment.ts';
import { type ByteRange, namesTag, parseRange } from '../download/range.ts';
import { bearer, FidQuery, problemAnswers } from '../schemas.ts';

/** What a download needs of the world. */
export type DownloadDeps = {
  findJob(owner: string, fid: string): Promise<JobRow | undefined>;
  /** Whether the store still has the bytes. */
  hasMp3(file: string): Promise<boolean>;
  readMp3(file: string, range: ByteRange): Readable;
};

/** `GET /download?fid=`: the MP3, whole or in ranges. Another user's job and none are the same: 404. */
export function downloadRoute(app: Server, deps: DownloadDeps): void {
  app.get(
    '/download',
    {
      schema: {
        summary: 'The MP3 of a converted job; ranges and conditional requests work.',
        security: bearer,
        querystring: FidQuery,
        response: {
          200: { description: 'The MP3.', content: { 'audio/mpeg': { schema: Type.Any() } } },
          206: { description: 'A range of it.', content: { 'audio/mpeg': { schema: Type.Any() } } },
          304: Type.Null({ description: 'Not modified.' }),
          ...problemAnswers,
        },
      },
    },
    async (request, reply) => {
      const job = await deps.findJob(request.user.sub, request.query.fid);
      if (!job) throw new Problem(404, 'not-found', 'You have no job of this fid.');
      const mp3 = requireMp3(job);
      const tag = `"${mp3.sha256}"`;
      reply.headers({ etag: tag, 'cache-control': 'private, no-cache', 'accept-ranges': 'bytes' });
      if (namesTag(request.headers['if-none-match'], tag)) return reply.status(304).send(null);
      if (!(await deps.hasMp3(mp3.file))) throw gone();

      const isRangeValid = !request.headers['if-range'] || request.headers['if-range'] === tag;
      const range = isRangeValid ? parseRange(request.headers.range, mp3.size) : 'whole';
      if (range === 'unsatisfiable') {
        throw new Problem(416, 'range-not-satisfiable', `The MP3 has ${mp3.size} bytes.`, {
          headers: { 'content-range': `bytes */${mp3.size}` },
        });
      }
      reply.header('content-disposition', toContentDisposition(toMp3Name(job.name))).type('audio/mpeg');
      return sendBytes(reply, mp3, range);
    },
  );

  function sendBytes(reply: FastifyReply, mp3: { file: string; size: number }, range: ByteRange | 'whole') {
    const { start, end } = range === 'whole' ? { start: 0, end: mp3.size - 1 } : range;
    reply.header('content-length', end - start + 1);
    if (range !== 'whole') reply.status(206).header('content-range', `bytes ${start}-${end}/${mp3.size}`);
    return reply.request.method === 'HEAD'
      ? reply.send()
      : reply.send(deps.readMp3(mp3.file, { start, end }));
  }
}

function requireMp3(job: JobRow): { file: string; size: number; sha256: string } {
  if (job.mp3_file !== null && job.mp3_size !== null && job.mp3_sha256 !== null) {
    return { file: job.mp3_file, size: job.mp3_size, sha256: job.mp3_sha256 };
  }
  const status = job.state as Job['status'];
  if (status === 'expired') throw gone();
  if (status === 'failed')
    throw new Problem(409, 'job-failed', `There is no MP3: ${job.error_detail}`, retryAfter(60));
  if (status === 'canceled') throw new Problem(409, 'job-canceled', 'The job was canceled.', retryAfter(60));
  throw new Problem(
    409,
    'not-ready',
    'The MP3 is not ready yet. Ask again, or watch /events.',
    retryAfter(5),
  );
}

const retryAfter = (seconds: number) => ({ headers: { 'retry-after': String(seconds) } });

const gone = () => new Problem(410, 'gone', 'The MP3 has expired. Upload the video again.');
