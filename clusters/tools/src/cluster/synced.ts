import { applicationsTable, isWell, readApplications } from './applications.ts';
import { neverDone, type Step } from './step.ts';
import type { ClusterTarget } from './target.ts';

/** Waits until all Applications are as git has them and work, but for those that have no image yet. */
export function syncedStep(target: ClusterTarget, show: (table: string) => void): Step {
  return {
    name: 'What Argo CD makes of it',
    advice: `See: npm run cluster -- status ${target.settings.name}, and the page of Argo CD: npm run cluster -- ui ${target.settings.name}.`,
    isConversation: true, // has the terminal for its table
    isDone: neverDone,
    run: () =>
      target.session.waitFor('all Applications are Synced and Healthy', async () => {
        const states = await readApplications(target);
        show(applicationsTable(states));
        return states.length > 0 && states.every(it => isWell(it) || it.waitsForImage);
      }),
  };
}
