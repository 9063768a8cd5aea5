import { type ClusterTarget, kubectl } from '../../cluster/target.ts';
import { type LiveObject, listObjects } from '../objects.ts';

/** What we read of a Job. */
interface Job extends LiveObject {
  metadata: LiveObject['metadata'] & { labels?: Record<string, string> };
  status: { succeeded?: number; completionTime?: string };
}

/** By app, which Job has prepared something for it, and when. */
export type Runs = Readonly<Record<string, string>>;

/** Where Jobs prepare something. */
const NAMESPACES = ['video-converter', 'datastores'];

/** Looks at all of them; what a CronJob starts is no preparation. @throws where one has not ended well, or an app has two */
export async function readRuns(target: ClusterTarget): Promise<Runs> {
  const runs: Record<string, string> = {};
  for (const namespace of NAMESPACES) {
    for (const { metadata, status } of await listObjects<Job>(target, namespace, 'jobs')) {
      const { name, uid, labels, ownerReferences = [] } = metadata;
      const app = labels?.['app.kubernetes.io/name'] ?? name;
      if (ownerReferences.length > 0) continue;
      if (runs[app]) throw new Error(`There is more than one Job of ${app}.`);
      if (status.succeeded !== 1) throw new Error(`${name} has not ended well.`);
      runs[app] = `${uid} ${status.completionTime}`;
    }
  }
  return runs;
}

/** @throws where others have run since than those apps' */
export function requireRuns(before: Runs, after: Runs, apps: readonly string[]): void {
  const changed = Object.keys({ ...before, ...after }).filter(app => before[app] !== after[app]);
  if (changed.toSorted().join() === apps.toSorted().join()) return;
  throw new Error(
    `Jobs of ${changed.join(', ') || 'nobody'} have run, and not of ${apps.join(', ') || 'nobody'}.`,
  );
}

/** Labels of Jobs, and where they are. */
export interface JobSelector {
  namespace: string;
  selector: string;
}

/** What an operator types to let Jobs run again: Argo CD makes what was deleted. Waits until those of some apps have run. */
export async function runAgain(
  target: ClusterTarget,
  jobs: readonly JobSelector[],
  apps: readonly string[],
): Promise<void> {
  const before = await readRuns(target);
  for (const { namespace, selector } of jobs) {
    await target.session.change(
      kubectl(target, `--namespace=${namespace}`, 'delete', 'job', `--selector=${selector}`),
    );
  }
  await target.session.waitFor(`Jobs of ${apps.join(', ')} have run again`, async () => {
    // Those that have not ended yet are waited for.
    const after = await readRuns(target).catch((): Runs => ({}));
    return apps.every(app => after[app] !== undefined && after[app] !== before[app]);
  });
  requireRuns(before, await readRuns(target), apps);
}
