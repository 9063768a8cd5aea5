import { type ApplicationState, isWell, readApplications } from '../cluster/applications.ts';
import type { ClusterTarget } from '../cluster/target.ts';

/** Waits until Argo CD says of an Application what it is asked for; `undefined` where there is no such Application. */
export function waitForState(
  target: ClusterTarget,
  app: string,
  what: string,
  isSo: (state: ApplicationState | undefined) => boolean,
): Promise<void> {
  return target.session.waitFor(`${app} ${what}`, async () => isSo(await readApplication(target, app)));
}

/** Waits until all Applications work, and are as a commit has them. */
export function waitUntilAllWell(target: ClusterTarget, commit: string): Promise<void> {
  return target.session.waitFor(
    `all Applications are as ${commit.slice(0, 7)} has them, and work`,
    async () => (await readApplications(target)).every(it => isWell(it) && isOf(it, commit)),
  );
}

/** Whether what Argo CD says of an Application is about a commit. */
export function isOf({ revision }: ApplicationState, commit: string): boolean {
  return revision === commit.slice(0, 7);
}

/** What Argo CD says of an Application, where there is one. */
export async function readApplication(
  target: ClusterTarget,
  app: string,
): Promise<ApplicationState | undefined> {
  return (await readApplications(target)).find(({ name }) => name === app);
}
