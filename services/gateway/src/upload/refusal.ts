import type { BeginResult } from '@vc/jobs/receive.ts';
import { Problem, tooMany } from '@vc/kit/problem.ts';

/** Why an upload may not begin, as its sender is told. */
export function explainRefusal(kind: Exclude<BeginResult['kind'], 'begun' | 'accepted-before'>): Problem {
  switch (kind) {
    case 'under-way':
      return new Problem(409, 'upload-under-way', 'An upload with this Idempotency-Key is under way.', {
        headers: { 'retry-after': '10' },
      });
    case 'other-request':
      return new Problem(
        422,
        'idempotency-key-reused',
        'This Idempotency-Key was used for another file or bitrate: take a new key.',
      );
    case 'gone':
      return new Problem(
        410,
        'gone',
        'The job of this Idempotency-Key has expired or was deleted: take a new key.',
      );
    case 'too-many-uploads':
      return tooMany(
        'quota-exceeded',
        'You have as many uploads under way as are allowed: wait for one to end.',
        10,
      );
    case 'too-many-jobs':
      return tooMany(
        'quota-exceeded',
        'You have as many unfinished jobs as are allowed: wait for one to end.',
        60,
      );
    case 'no-space':
      return tooMany(
        'quota-exceeded',
        'Your videos and MP3s fill your space: delete jobs that you do not need.',
        3600,
      );
  }
}
