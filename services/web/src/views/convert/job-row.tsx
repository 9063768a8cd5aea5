import { useSignal } from '@preact/signals';
import type { Job } from '@vc/contracts/job.ts';
import { useEffect, useRef } from 'preact/hooks';
import { downloadPath } from '../../api/jobs.ts';
import { useApp } from '../../app-context.ts';
import { formatBytes } from '../../format/bytes.ts';
import { describeBitrate } from '../../format/quality.ts';
import { formatDuration, formatInstant } from '../../format/time.ts';
import { STATUS_LABELS } from '../../state/job-status.ts';
import { ErrorCode } from './error-code.tsx';
import { JobActions } from './job-actions.tsx';

/** One file, from its upload to its end. */
export function JobRow({ job }: { job: Job }) {
  const { selection, route } = useApp();
  const isPlaying = useSignal(false);
  const isLinked = route.value.view === 'convert' && route.value.fid === job.fid;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isLinked) row.current?.focus();
  }, [isLinked]);

  return (
    <li ref={row} class={isLinked ? 'file is-linked' : 'file'} tabIndex={isLinked ? -1 : undefined}>
      <div class="file-head">
        <input
          type="checkbox"
          aria-label={`Select ${job.name}`}
          checked={selection.has(job.fid)}
          onChange={({ currentTarget }) => selection.set([job.fid], currentTarget.checked)}
        />
        <h3>{job.name}</h3>
        <span class={`badge ${job.status}`}>{labelOf(job)}</span>
      </div>
      <p class="file-detail">{detailOf(job)}</p>
      {job.status === 'converting' && (
        <progress value={job.progress} aria-label={`Conversion of ${job.name}`} />
      )}
      {job.error && job.status === 'failed' && (
        <>
          <p class="error">{job.error.detail}</p>
          <ErrorCode code={`${job.error.code} ${job.fid}`} />
        </>
      )}
      {isPlaying.value && <Player job={job} />}
      <JobActions job={job} isPlaying={isPlaying} />
    </li>
  );
}

/** Nothing is loaded before it is asked for; seeking asks for ranges. */
function Player({ job }: { job: Job }) {
  return (
    // biome-ignore lint/a11y/useMediaCaption: nobody has written down what strangers' files say
    <audio
      controls
      autoplay
      preload="metadata"
      src={downloadPath(job.fid)}
      aria-label={`Player of ${job.name}`}
    />
  );
}

function labelOf({ status, progress }: Job): string {
  return status === 'converting' ? `Converting ${Math.floor(progress * 100)} %` : STATUS_LABELS[status];
}

function detailOf({ mp3, video, bitrate, createdAt, status }: Job): string {
  const parts = [
    mp3 && status === 'converted'
      ? `MP3, ${formatDuration(mp3.duration)}, ${formatBytes(mp3.size)}`
      : `Video, ${formatBytes(video.size)}`,
    describeBitrate(bitrate),
    formatInstant(createdAt),
  ];
  return parts.join(' · ');
}
