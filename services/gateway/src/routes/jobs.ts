import { type Job, JobPage, JobStatus } from '@vc/contracts/job.ts';
import { Uuid } from '@vc/contracts/primitives.ts';
import type { Refusal } from '@vc/jobs/owner.ts';
import type { JobRow } from '@vc/jobs/schema.ts';
import { Problem } from '@vc/kit/problem.ts';
import type { Server } from '@vc/kit/server.ts';
import { Type } from 'typebox';
import { bearer, FidParams, problems } from '../schemas.ts';
import { explainRefusal } from '../upload/refusal.ts';

/** What the job routes need of the world; each takes the owner first. */
export type JobDeps = {
  findJob(owner: string, fid: string): Promise<JobRow | undefined>;
  listJobs(owner: string, page: { limit: number; before?: string; status?: JobStatus }): Promise<JobRow[]>;
  cancelJob(owner: string, fid: string): Promise<JobRow | Refusal>;
  deleteJob(owner: string, fid: string): Promise<boolean>;
  retryJob(owner: string, fid: string): Promise<JobRow | Refusal | 'too-many-jobs'>;
  /** Tells the converters; never rejects, since the relay tells them if this cannot. */
  publishHint(job: JobRow): Promise<void>;
  readJobs(rows: JobRow[]): Promise<Job[]>;
};

/** A user's own jobs: list, look, cancel, retry, delete. */
export function jobRoutes(app: Server, deps: JobDeps): void {
  app.get(
    '/jobs',
    {
      schema: {
        summary: 'My jobs, newest first.',
        security: bearer,
        querystring: Type.Object({
          status: Type.Optional(JobStatus),
          limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
          cursor: Type.Optional(Uuid),
        }),
        response: { 200: JobPage, ...problems(400, 401) },
      },
    },
    async request => {
      const { limit, cursor, status } = request.query;
      const page = { limit: limit + 1, ...(cursor ? { before: cursor } : {}), ...(status ? { status } : {}) };
      const rows = await deps.listJobs(request.user.sub, page);
      const shown = rows.slice(0, limit);
      return {
        jobs: await deps.readJobs(shown),
        next: rows.length > limit ? (shown.at(-1)?.fid ?? null) : null,
      };
    },
  );

  app.get(
    '/jobs/:fid',
    {
      schema: {
        summary: 'One job.',
        security: bearer,
        params: FidParams,
        response: { 200: Type.Ref('Job'), ...problems(400, 401, 404, 414) },
      },
    },
    async request => {
      const row = await deps.findJob(request.user.sub, request.params.fid);
      return readOne(row ?? 'not-found');
    },
  );

  app.delete(
    '/jobs/:fid',
    {
      schema: {
        summary: 'Delete a job with its files, at once and for good.',
        security: bearer,
        params: FidParams,
        response: { 204: Type.Null(), ...problems(400, 401, 403, 404, 413, 414, 415) },
      },
    },
    async (request, reply) => {
      if (!(await deps.deleteJob(request.user.sub, request.params.fid))) throw refuse('not-found');
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/jobs/:fid/cancel',
    {
      schema: {
        summary: 'Stop a job that has not ended.',
        security: bearer,
        params: FidParams,
        response: { 200: Type.Ref('Job'), ...problems(400, 401, 403, 404, 409, 413, 414, 415) },
      },
    },
    async request => readOne(await deps.cancelJob(request.user.sub, request.params.fid)),
  );

  app.post(
    '/jobs/:fid/retry',
    {
      schema: {
        summary: 'Convert a failed job once more.',
        security: bearer,
        params: FidParams,
        response: { 202: Type.Ref('Job'), ...problems(400, 401, 403, 404, 409, 413, 414, 415) },
      },
    },
    async (request, reply) => {
      const retried = await deps.retryJob(request.user.sub, request.params.fid);
      if (retried === 'too-many-jobs') throw explainRefusal('too-many-jobs');
      const job = await readOne(retried);
      if (typeof retried !== 'string') await deps.publishHint(retried);
      return reply.status(202).send(job);
    },
  );

  async function readOne(row: JobRow | Refusal): Promise<Job> {
    if (typeof row === 'string') throw refuse(row);
    const [job] = await deps.readJobs([row]);
    if (!job) throw refuse('not-found');
    return job;
  }
}

function refuse(refusal: Refusal): Problem {
  return refusal === 'not-found'
    ? new Problem(404, 'not-found', 'You have no job of this fid.')
    : new Problem(409, 'wrong-state', 'The job’s status does not allow this: see GET /jobs/{fid}.');
}
