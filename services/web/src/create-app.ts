import { effect } from '@preact/signals';
import { createAccountApi } from './api/account.ts';
import { createCall } from './api/client.ts';
import { createJobsApi } from './api/jobs.ts';
import { createNotificationsApi } from './api/notifications.ts';
import { sendUpload } from './api/upload-request.ts';
import type { App } from './app-context.ts';
import { newId } from './new-id.ts';
import { createAnnouncer } from './state/announcer.ts';
import { createJobActions } from './state/job-actions.ts';
import { announcementOf } from './state/job-status.ts';
import { createJobs } from './state/jobs.ts';
import { createLive } from './state/live.ts';
import { createPush } from './state/push.ts';
import { watchRoute } from './state/route.ts';
import { createSelection } from './state/selection.ts';
import { createSession } from './state/session.ts';
import { createUploads } from './state/uploads.ts';

/** Puts the page's state together, bound to this window. */
export function createApp(serviceWorker: Promise<ServiceWorkerRegistration | undefined>): App {
  const call = createCall(() => session.handleUnauthorized());
  const api = {
    account: createAccountApi(call),
    jobs: createJobsApi(call),
    notifications: createNotificationsApi(call),
  };
  const announcer = createAnnouncer();
  const push = createPush(api.notifications, serviceWorker);
  // Whoever uses this browser next must not read what the last user's files are called.
  const session = createSession(api.account, push.unsubscribe);
  const jobs = createJobs(api.jobs, job => announcer.say(announcementOf(job)));
  const live = createLive(jobs, session.resume);
  const uploads = createUploads({
    send: sendUpload,
    newId,
    onAccepted(job) {
      jobs.put(job);
      announcer.say(`${job.name} was uploaded.`);
    },
  });

  let userId: string | undefined;
  effect(() => {
    const { value } = session.visitor;
    const id = value.kind === 'user' ? value.user.id : undefined;
    if (id === userId) return;
    userId = id;
    live.close();
    uploads.clear();
    jobs.clear();
    announcer.say('');
    if (id) live.open();
  });

  return {
    api,
    route: watchRoute(window),
    session,
    jobs,
    actOnJobs: createJobActions(api.jobs, jobs),
    selection: createSelection(jobs.list),
    uploads,
    live,
    push,
    announcer,
  };
}
