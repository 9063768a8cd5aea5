import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useApp } from '../../app-context.ts';
import { JobRow } from './job-row.tsx';
import { JobToolbar } from './job-toolbar.tsx';

/** The user's files: what waits, what is being converted, and all that was. */
export function JobList() {
  const { jobs, live } = useApp();
  useLoadLinkedJob();
  const { value: list } = jobs.list;
  return (
    <section aria-labelledby="jobs-title">
      <div class="section-head">
        <h2 id="jobs-title">Your files</h2>
        {jobs.isLoaded.value && !live.isConnected.value && (
          <span role="status" class="badge failed">
            Reconnecting…
          </span>
        )}
      </div>
      {list.length > 0 && <JobToolbar />}
      <ul class="files">
        {list.map(job => (
          <JobRow key={job.fid} job={job} />
        ))}
      </ul>
      {!jobs.isLoaded.value && <p aria-busy="true">Loading your files…</p>}
      {jobs.isLoaded.value && list.length === 0 && (
        <p class="empty">Nothing here yet. What you upload shows up here.</p>
      )}
      {jobs.hasMore.value && <MoreButton />}
    </section>
  );
}

/** A link, of a notification for example, may lead to a job on a page that is not loaded. */
function useLoadLinkedJob(): void {
  const { api, jobs, route } = useApp();
  const fid = route.value.view === 'convert' ? route.value.fid : undefined;
  const isMissing = fid && jobs.isLoaded.value && !jobs.list.value.some(job => job.fid === fid);
  useEffect(() => {
    if (isMissing) void api.jobs.find(fid).then(jobs.put, () => {}); // deleted: the list says all there is to say
  }, [isMissing]);
}

function MoreButton() {
  const { jobs } = useApp();
  const isBusy = useSignal(false);
  async function load(): Promise<void> {
    isBusy.value = true;
    await jobs.loadMore().catch(() => {}); // the button stays
    isBusy.value = false;
  }
  return (
    <button type="button" class="quiet" aria-busy={isBusy.value} onClick={load}>
      Show older files
    </button>
  );
}
