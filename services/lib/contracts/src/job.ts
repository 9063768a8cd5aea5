import { type Static, Type } from 'typebox';
import { Timestamp, Uuid } from './primitives.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** The states that the API shows; `receiving` and `deleted` are invisible. */
export const JobStatus = Type.Enum(['stored', 'converting', 'converted', 'failed', 'canceled', 'expired']);
export type JobStatus = Static<typeof JobStatus>;

/** Why a conversion failed for good; `gave-up` is ours (five attempts), the others are verdicts on the file. */
export const JobErrorCode = Type.Enum([
  'no-audio',
  'not-a-video',
  'too-long',
  'corrupt',
  'forbidden-content',
  'gave-up',
]);
export type JobErrorCode = Static<typeof JobErrorCode>;

/** A failure as the user is told it. */
export const JobError = Type.Object({ code: JobErrorCode, detail: Type.String() });
export type JobError = Static<typeof JobError>;

/** What became of one notification. */
export const NotificationOutcome = Type.Object({
  channel: Type.Enum(['email', 'push', 'webhook']),
  status: Type.Enum(['pending', 'sent', 'refused', 'gave-up']),
  epoch: Type.Integer({ description: 'Counts retries of the job from 0.' }),
  attempts: Type.Integer(),
  updatedAt: Timestamp,
});
export type NotificationOutcome = Static<typeof NotificationOutcome>;

/** A job as its owner sees it. Sizes in bytes, duration in seconds. */
export const Job = Type.Object(
  {
    fid: Uuid,
    name: Type.String({ description: 'Name of the uploaded file.' }),
    status: JobStatus,
    progress: Type.Number({ minimum: 0, maximum: 1 }),
    bitrate: Type.String({ description: 'kbit/s, `v0` to `v9`, or `copy` where the audio was MP3 already.' }),
    video: Type.Object({ size: Type.Integer(), sha256: Type.String(), type: Type.String() }),
    mp3: nullable(Type.Object({ size: Type.Integer(), sha256: Type.String(), duration: Type.Number() })),
    error: nullable(JobError),
    notifications: Type.Array(NotificationOutcome),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    expiresAt: nullable(Timestamp),
  },
  { $id: 'Job' },
);
export type Job = Static<typeof Job>;

/** A page of the owner's jobs, newest first; `next` is the cursor of the following page. */
export const JobPage = Type.Object({
  jobs: Type.Array(Type.Ref('Job')),
  next: nullable(Type.String()),
});
