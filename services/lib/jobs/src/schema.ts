import type { JobErrorCode } from '@vc/contracts/job.ts';
import type { Generated, Selectable } from 'kysely';

/** Every state of a job; the picture stands in the README. `receiving` and `deleted` are invisible to the API. */
export type JobState =
  | 'receiving'
  | 'stored'
  | 'converting'
  | 'converted'
  | 'failed'
  | 'canceled'
  | 'expired'
  | 'deleted';

/** The states of which the API knows nothing. */
export const INVISIBLE = ['receiving', 'deleted'] as const satisfies JobState[];

/** One upload: its state, lease, outbox mark and history. Sizes in bytes, duration in seconds. */
export type JobTable = {
  fid: Generated<string>;
  owner: string;
  name: string;
  /** As the user asked; null: nothing asked. */
  requested_bitrate: string | null;
  /** As the conversion did it; null before. */
  used_bitrate: string | null;
  state: JobState;
  /** Counts the user's retries. */
  epoch: Generated<number>;
  /** Conversions begun in this epoch. */
  attempts: Generated<number>;
  /** Whoever holds the token may change the row: the gateway while `receiving`, a converter while `converting`. */
  lease_token: string | null;
  lease_until: Date | null;
  next_attempt_at: Generated<Date>;
  /** 0 to 1. */
  progress: Generated<number>;
  video_file: string | null;
  /** While `receiving`: what is reserved of the owner's quota. */
  video_size: number;
  video_sha256: string | null;
  video_type: string | null;
  mp3_file: string | null;
  mp3_size: number | null;
  mp3_sha256: string | null;
  mp3_duration: number | null;
  error_code: JobErrorCode | null;
  error_detail: string | null;
  /** The outbox mark: when and how often the hint for the row's state was published, and whether the broker confirmed. */
  published_at: Date | null;
  published_count: Generated<number>;
  is_publish_confirmed: Generated<boolean>;
  notified_at: Date | null;
  idempotency_key: string | null;
  /** Length of the request's body less its boundaries, as far as the client announced it. */
  content_length: number | null;
  created_at: Generated<Date>;
  /** Moves with what the user sees, but for progress. */
  updated_at: Generated<Date>;
  expires_at: Date | null;
};

/** A GridFS bucket of database `media`. */
export type Bucket = 'videos' | 'mp3s';

/** A GridFS file that was begun. One that no job names and whose writer holds no lease is garbage. */
export type BlobTable = {
  /** Id of the GridFS file: an ObjectId in hex. */
  file: string;
  bucket: Bucket;
  fid: string;
  /** The lease token of its writer. */
  token: string;
  created_at: Generated<Date>;
  /** When its bytes are to be removed; null while they are kept. A trigger on the job sets it. */
  remove_at: Date | null;
  /** When its bytes were removed; 24 h later they are removed once more, and the row goes. */
  removed_at: Date | null;
};

/** The tables of schema `jobs`, as kysely knows them. */
export type JobsDatabase = { 'jobs.job': JobTable; 'jobs.blob': BlobTable };

/** A job as it was read. */
export type JobRow = Selectable<JobTable>;
