import { randomUUID } from 'node:crypto';
import type { JobRow } from '@vc/jobs/schema.ts';

/** The row of a job that is stored, with whatever else it has been through. */
export function makeJobRow(changed: Partial<JobRow>): JobRow {
  const now = new Date();
  return {
    fid: randomUUID(),
    owner: randomUUID(),
    name: 'video.mp4',
    state: 'stored',
    epoch: 0,
    attempts: 0,
    next_attempt_at: now,
    progress: 0,
    requested_bitrate: null,
    used_bitrate: null,
    lease_token: null,
    lease_until: null,
    video_file: null,
    video_size: 0,
    video_sha256: null,
    video_type: null,
    mp3_file: null,
    mp3_size: null,
    mp3_sha256: null,
    mp3_duration: null,
    error_code: null,
    error_detail: null,
    published_at: null,
    published_count: 0,
    is_publish_confirmed: false,
    notified_at: null,
    idempotency_key: null,
    content_length: null,
    expires_at: null,
    created_at: now,
    updated_at: now,
    ...changed,
  };
}
