import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AccountApi } from './api/account.ts';
import type { JobsApi } from './api/jobs.ts';
import type { NotificationsApi } from './api/notifications.ts';
import type { Announcer } from './state/announcer.ts';
import type { ActOnJobs } from './state/job-actions.ts';
import type { Jobs } from './state/jobs.ts';
import type { Live } from './state/live.ts';
import type { Push } from './state/push.ts';
import type { watchRoute } from './state/route.ts';
import type { Selection } from './state/selection.ts';
import type { Session } from './state/session.ts';
import type { Uploads } from './state/uploads.ts';

/** What views read and call. */
export type App = {
  api: { account: AccountApi; jobs: JobsApi; notifications: NotificationsApi };
  route: ReturnType<typeof watchRoute>;
  session: Session;
  jobs: Jobs;
  actOnJobs: ActOnJobs;
  selection: Selection;
  uploads: Uploads;
  live: Pick<Live, 'isConnected'>;
  push: Push;
  announcer: Announcer;
};

/** Hands the app down to all views. */
export const AppContext = createContext<App | undefined>(undefined);

/** The app, in a view. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('a view stands outside of AppContext');
  return app;
}
