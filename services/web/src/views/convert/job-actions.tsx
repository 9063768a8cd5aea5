import { type Signal, useSignal } from '@preact/signals';
import type { Job } from '@vc/contracts/job.ts';
import { downloadPath } from '../../api/jobs.ts';
import { useApp } from '../../app-context.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { isAllowed, type JobAction } from '../../state/job-actions.ts';

/** What can be done to one file, by its state. */
export function JobActions({ job, isPlaying }: { job: Job; isPlaying: Signal<boolean> }) {
  const { actOnJobs } = useApp();
  const isDeleting = useSignal(false);
  const error = useSignal('');
  const isReady = job.status === 'converted';

  async function act(action: JobAction): Promise<void> {
    error.value = await actOnJobs(action, [job]);
  }

  return (
    <div class="actions">
      {isReady && (
        <a
          class="button small"
          href={downloadPath(job.fid)}
          download
          aria-label={`Download ${job.name} as MP3`}
        >
          Download
        </a>
      )}
      {isReady && (
        <button
          type="button"
          class="quiet small"
          aria-expanded={isPlaying.value}
          aria-label={isPlaying.value ? `Close player of ${job.name}` : `Play ${job.name}`}
          onClick={() => (isPlaying.value = !isPlaying.value)}
        >
          {isPlaying.value ? 'Close player' : 'Play'}
        </button>
      )}
      {isAllowed('cancel', job) && (
        <button
          type="button"
          class="quiet small"
          aria-label={`Cancel ${job.name}`}
          onClick={() => act('cancel')}
        >
          Cancel
        </button>
      )}
      {isAllowed('retry', job) && (
        <button type="button" class="small" aria-label={`Retry ${job.name}`} onClick={() => act('retry')}>
          Retry
        </button>
      )}
      <button
        type="button"
        class="quiet small"
        aria-label={`Delete ${job.name}`}
        onClick={() => (isDeleting.value = true)}
      >
        Delete
      </button>
      <ErrorText error={error} />
      {isDeleting.value && (
        <ConfirmDialog
          question="Delete this file?"
          detail={`“${job.name}” and its MP3 go at once and for good.`}
          confirm="Delete"
          onClose={isConfirmed => {
            isDeleting.value = false;
            if (isConfirmed) void act('delete');
          }}
        />
      )}
    </div>
  );
}
