import { useSignal } from '@preact/signals';
import { useApp } from '../../app-context.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { isAllowed, type JobAction } from '../../state/job-actions.ts';
import { downloadAll } from './download-all.ts';

/** What can be done to several files at once. */
export function JobToolbar() {
  const { jobs, selection, actOnJobs } = useApp();
  const isDeleting = useSignal(false);
  const error = useSignal('');
  const all = jobs.list.value;
  const selected = selection.jobs.value;
  const ready = (selected.length > 0 ? selected : all).filter(({ status }) => status === 'converted');
  const isPossible = (action: JobAction) => selected.some(job => isAllowed(action, job));

  async function act(action: JobAction): Promise<void> {
    error.value = await actOnJobs(action, selected);
  }

  return (
    <fieldset class="toolbar" aria-label="Several files">
      <label>
        <input
          type="checkbox"
          checked={selected.length === all.length}
          indeterminate={selected.length > 0 && selected.length < all.length}
          onChange={({ currentTarget }) =>
            selection.set(
              all.map(({ fid }) => fid),
              currentTarget.checked,
            )
          }
        />
        {selected.length > 0 ? `${selected.length} selected` : 'Select all'}
      </label>
      <div class="actions">
        {isPossible('cancel') && (
          <button type="button" class="quiet small" onClick={() => act('cancel')}>
            Cancel
          </button>
        )}
        {isPossible('retry') && (
          <button type="button" class="quiet small" onClick={() => act('retry')}>
            Retry
          </button>
        )}
        {selected.length > 0 && (
          <button type="button" class="quiet small" onClick={() => (isDeleting.value = true)}>
            Delete
          </button>
        )}
        {ready.length > 0 && (
          <button type="button" class="small" onClick={() => downloadAll(ready)}>
            {selected.length > 0 ? `Download (${ready.length})` : `Download all ready (${ready.length})`}
          </button>
        )}
      </div>
      <ErrorText error={error} />
      {isDeleting.value && (
        <ConfirmDialog
          question={selected.length === 1 ? 'Delete this file?' : `Delete ${selected.length} files?`}
          detail="The videos and their MP3s go at once and for good."
          confirm="Delete"
          onClose={isConfirmed => {
            isDeleting.value = false;
            if (isConfirmed) void act('delete');
          }}
        />
      )}
    </fieldset>
  );
}
