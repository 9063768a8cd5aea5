import { type ReadonlySignal, signal } from '@preact/signals';
import type { Job } from '@vc/contracts/job.ts';
import type { Jobs } from './jobs.ts';

/** The stream of events that keeps the jobs up to date. */
export type Live = {
  isConnected: ReadonlySignal<boolean>;
  open(): void;
  close(): void;
};

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

/**
 * Browsers reconnect by themselves after a lost connection, and send where they were; after an answer that is no stream (a
 * proxy's 502, the end of the session) they do not, so it is opened anew. Each time it is open the jobs are loaded anew as well:
 * whatever happened meanwhile, they are right again.
 *
 * @param checkSession told before another attempt: is it that the session has ended?
 */
export function createLive(
  jobs: Pick<Jobs, 'put' | 'remove' | 'setProgress' | 'refresh'>,
  checkSession: () => Promise<void>,
  connect: () => EventSource = () => new EventSource('/events'),
): Live {
  const isConnected = signal(false);
  let source: EventSource | undefined;
  let delay = FIRST_DELAY_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    close();
    const opened = connect();
    source = opened;
    opened.addEventListener('open', async () => {
      delay = FIRST_DELAY_MS;
      isConnected.value = true;
      await jobs.refresh().catch(reconnectLater);
    });
    opened.addEventListener('error', () => {
      isConnected.value = false;
      if (opened.readyState === EventSource.CLOSED) reconnectLater();
    });
    opened.addEventListener('job', ({ data }) => jobs.put(JSON.parse(data) as Job));
    opened.addEventListener('deleted', ({ data }) => jobs.remove((JSON.parse(data) as Pick<Job, 'fid'>).fid));
    opened.addEventListener('progress', ({ data }) => {
      const { fid, progress } = JSON.parse(data) as Pick<Job, 'fid' | 'progress'>;
      jobs.setProgress(fid, progress);
    });
  }

  function reconnectLater(): void {
    if (!source) return; // closed on purpose meanwhile
    source.close();
    clearTimeout(timer);
    timer = setTimeout(reconnect, delay);
    delay = Math.min(delay * 2, LONGEST_DELAY_MS);
  }

  async function reconnect(): Promise<void> {
    await checkSession();
    if (source) open();
  }

  function close(): void {
    clearTimeout(timer);
    source?.close();
    source = undefined;
    isConnected.value = false;
  }

  return { isConnected, open, close };
}
