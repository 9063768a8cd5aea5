import { useApp } from '../../app-context.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatTimeLeft } from '../../format/time.ts';
import type { Upload, UploadState } from '../../state/uploads.ts';
import { ErrorCode } from './error-code.tsx';

/** One video on its way: how far, how fast, how long still. */
export function UploadRow({ upload }: { upload: Upload }) {
  const { uploads } = useApp();
  const { id, file } = upload;
  const state = upload.state.value;
  const isStopped = state.kind === 'interrupted' || state.kind === 'refused';
  return (
    <li class="file">
      <div class="file-head">
        <h3>{file.name}</h3>
        <span class={`badge ${isStopped ? 'failed' : 'stored'}`}>{labelOf(state)}</span>
      </div>
      <p class="file-detail">{detailOf(state, file.size)}</p>
      {state.kind === 'sending' && (
        <progress value={state.sent} max={state.total} aria-label={`Upload of ${file.name}`} />
      )}
      {state.kind === 'refused' && <ErrorCode code={state.code} />}
      <div class="actions">
        {isStopped && (
          <button type="button" class="small" onClick={() => uploads.retry(id)}>
            {state.kind === 'interrupted' ? 'Retry now' : 'Retry'}
          </button>
        )}
        <button
          type="button"
          class="quiet small"
          aria-label={`${state.kind === 'refused' ? 'Dismiss' : 'Cancel'} the upload of ${file.name}`}
          onClick={() => uploads.cancel(id)}
        >
          {state.kind === 'refused' ? 'Dismiss' : 'Cancel'}
        </button>
      </div>
    </li>
  );
}

function labelOf(state: UploadState): string {
  switch (state.kind) {
    case 'waiting':
      return 'Queued';
    case 'sending':
      return isSent(state) ? 'Finishing' : `${Math.floor((100 * state.sent) / state.total)} %`;
    case 'interrupted':
      return 'Interrupted';
    case 'refused':
      return 'Not uploaded';
  }
}

function detailOf(state: UploadState, size: number): string {
  switch (state.kind) {
    case 'waiting':
      return `${formatBytes(size)}, waits for its turn`;
    case 'sending':
      return isSent(state) ? 'Everything is sent; it is being stored.' : describeProgress(state);
    case 'interrupted':
      return `${state.reason} It goes on by itself in a moment.`;
    case 'refused':
      return state.reason;
  }
}

const isSent = ({ sent, total }: { sent: number; total: number }) => total > 0 && sent >= total;

function describeProgress({ sent, total, speed }: Extract<UploadState, { kind: 'sending' }>): string {
  const done = `${formatBytes(sent)} of ${formatBytes(total)}`;
  if (!speed) return done;
  return `${done} · ${formatBytes(speed)}/s · ${formatTimeLeft((total - sent) / speed)}`;
}
