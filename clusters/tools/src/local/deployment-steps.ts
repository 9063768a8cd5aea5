import type { Progress } from '@vc/local/progress.ts';
import { applicationsTable, isWell, readApplications } from '../cluster/applications.ts';
import { neverDone, type Step } from '../cluster/step.ts';
import { type ClusterTarget, kubectl } from '../cluster/target.ts';
import { tryGit } from '../git.ts';
import { commitState, type WantedState } from './commit-state.ts';
import { pushEarlier } from './earlier-git.ts';

/** What a deployment needs besides programs. */
export interface DeploymentMeans {
  wanted: WantedState;
  /** Whether the clone of the cluster's git is an earlier cluster's, and to be taken as it is. */
  isEarlier: boolean;
  progress: Progress;
  /** Shows the table of Applications in place of the one before. */
  show: (table: string) => void;
}

/** From a working tree to a commit in the cluster's git, and from there to a cluster that runs it. */
export function deploymentSteps(
  target: ClusterTarget,
  { wanted, isEarlier, progress, show }: DeploymentMeans,
): { commit: Step; sync: Step } {
  return {
    commit: {
      name: isEarlier ? 'The earlier git' : 'This working tree, its secrets and images, in git',
      advice: 'Look at the message of git.',
      isDone: neverDone,
      run: () => (isEarlier ? pushEarlier(target, wanted.images) : commitState(target, wanted, progress)),
    },
    sync: {
      name: 'What Argo CD makes of it',
      advice: 'See: npm run cluster -- status local.',
      isConversation: true, // has the terminal for its table
      isDone: neverDone,
      async run() {
        await refresh(target);
        await waitUntilSynced(target, show);
      },
    },
  };
}

/** Tells Argo CD to look into git now, as GitHub's webhook does on EKS. */
async function refresh(target: ClusterTarget): Promise<void> {
  await target.session.change(
    kubectl(
      target,
      '--namespace=argocd',
      'annotate',
      'applications.argoproj.io',
      '--all',
      'argocd.argoproj.io/refresh=normal',
      '--overwrite',
    ),
  );
}

/** Waits until all Applications are as the cluster's git has them, whoever has pushed meanwhile, and work. */
function waitUntilSynced(target: ClusterTarget, show: (table: string) => void): Promise<void> {
  return target.session.waitFor('all Applications are as git has them, and work', async () => {
    const tip = await readTip(target);
    const states = await readApplications(target);
    show(applicationsTable(states));
    if (!tip) return false;
    return states.every(it => isWell(it) && it.revision === tip.slice(0, it.revision.length || 1));
  });
}

/** The commit that the cluster follows; none while the git server, a pod like others, does not answer. */
async function readTip({ repository, settings }: ClusterTarget): Promise<string | undefined> {
  const branch = `refs/heads/${settings.revision}`;
  const { code, stdout } = await tryGit(repository, 'ls-remote', 'origin', branch);
  return code === 0 && stdout !== '' ? stdout : undefined;
}
