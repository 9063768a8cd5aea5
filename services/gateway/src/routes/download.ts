import { once } from 'node:events';
import { Readable } from 'node:stream';
import { MissingFileError } from '@vc/blobs/read.ts';
import type { JobRow } from '@vc/jobs/schema.ts';
import { Problem } from '@vc/kit/problem.ts';
import type { Server } from '@vc/kit/server.ts';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { toContentDisposition, toMp3Name } from '../download/attachment.ts';
import { gone, type Mp3, requireMp3 } from '../download/mp3.ts';
import { type ByteRange, namesTag, parseRange } from '../download/range.ts';
import { verified } from '../download/verified.ts';
import { bearer, FidQuery, problems } from '../schemas.ts';

/** What a download needs of the world. */
export type DownloadDeps = {
  findJob(owner: string, fid: string): Promise<JobRow | undefined>;
  /** Whether the store still has the file. */
  hasMp3(file: string): Promise<boolean>;
  /** Fails with `MissingFileError` where the store has lost bytes. */
  readMp3(file: string, range: ByteRange): Readable;
};

const audio = { 'audio/mpeg': { schema: Type.String({ format: 'binary' }) } };

/** `GET /download?fid=`: the MP3, whole or in ranges. Another user's job and none are the same: 404. */
export function downloadRoute(app: Server, deps: DownloadDeps): void {
  app.route({
    // Both named: the HEAD that Fastify makes of a GET reads the whole file only to drop it.
    method: ['GET', 'HEAD'],
    url: '/download',
    schema: {
      summary: 'The MP3 of a converted job; ranges and conditional requests work.',
      security: bearer,
      querystring: FidQuery,
      response: {
        200: { description: 'The MP3.', content: audio },
        206: { description: 'A range of it.', content: audio },
        304: Type.Null({ description: 'Not modified.' }),
        ...problems(400, 401, 404, 409, 410, 416),
      },
    },
    async handler(request, reply) {
      const job = await deps.findJob(request.user.sub, request.query.fid);
      if (!job) throw new Problem(404, 'not-found', 'You have no job of this fid.');
      const mp3 = requireMp3(job);
      const tag = `"${mp3.sha256}"`;
      if (namesTag(request.headers['if-none-match'], tag)) {
        return reply.status(304).headers(validators(tag)).send(null);
      }

      const range = requestedRange(request, tag, mp3.size);
      const { start, end } = range ?? { start: 0, end: mp3.size - 1 };
      const bytes = request.method === 'HEAD' ? undefined : read(mp3, { start, end });
      // Before any header: from the first byte on there is no way to answer anything else.
      if (bytes) await firstBytes(bytes);
      else if (!(await deps.hasMp3(mp3.file))) throw gone();

      if (range) reply.status(206).header('content-range', `bytes ${start}-${end}/${mp3.size}`);
      return reply
        .headers({ ...validators(tag), 'accept-ranges': 'bytes', 'content-length': end - start + 1 })
        .header('content-disposition', toContentDisposition(toMp3Name(job.name)))
        .type('audio/mpeg')
        .send(bytes);
    },
  });

  /** A range cannot be held against the hash of the whole; what is asked for as a whole is. */
  function read({ file, size, sha256 }: Mp3, range: ByteRange): Readable {
    const bytes = deps.readMp3(file, range);
    if (range.start > 0 || range.end < size - 1) return bytes;
    return Readable.from(verified(bytes, sha256), { objectMode: false });
  }
}

/** Private, and asked for again each time: a deleted job's MP3 must not come out of a cache. */
const validators = (tag: string) => ({ etag: tag, 'cache-control': 'private, no-cache' });

/**
 * The range that is asked for, or undefined for the whole file.
 *
 * @throws {Problem} 416
 */
function requestedRange(
  { method, headers }: Pick<FastifyRequest, 'method' | 'headers'>,
  tag: string,
  size: number,
): ByteRange | undefined {
  if (method !== 'GET') return undefined; // RFC 9110, 14.2
  if (headers['if-range'] !== undefined && headers['if-range'] !== tag) return undefined;
  const range = parseRange(headers.range, size);
  if (range === 'whole') return undefined;
  if (range !== 'unsatisfiable') return range;
  throw new Problem(416, 'range-not-satisfiable', `The MP3 has ${size} bytes.`, {
    headers: { 'content-range': `bytes */${size}` },
  });
}

async function firstBytes(bytes: Readable): Promise<void> {
  try {
    await once(bytes, 'readable');
  } catch (error) {
    throw error instanceof MissingFileError ? gone() : error;
  }
}
