import { DEFAULT_BITRATE } from '@vc/contracts/bitrate.ts';
import type { Job, JobStatus, NotificationOutcome } from '@vc/contracts/job.ts';
import type { JobRow } from '@vc/jobs/schema.ts';

/** A job as its owner sees it. */
export function toJob(row: JobRow, notifications: NotificationOutcome[]): Job {
  return {
    fid: row.fid,
    name: row.name,
    status: row.state as JobStatus, // rows of the invisible states are never read for the API
    progress: row.progress,
    bitrate: row.used_bitrate ?? row.requested_bitrate ?? DEFAULT_BITRATE,
    video: { size: row.video_size, sha256: row.video_sha256 ?? '', type: row.video_type ?? '' },
    mp3:
      row.mp3_size === null
        ? null
        : { size: row.mp3_size, sha256: row.mp3_sha256 ?? '', duration: row.mp3_duration ?? 0 },
    error: row.error_code === null ? null : { code: row.error_code, detail: row.error_detail ?? '' },
    notifications,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
  };
}
