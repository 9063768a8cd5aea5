import { existsSync } from 'node:fs';
import { alignColumns } from '../table.ts';
import { type ClusterTarget, inFolder, kubectl } from './target.ts';

/** What Argo CD says about an Application. */
export interface ApplicationState {
  name: string;
  sync: string;
  health: string;
  /** Commit that is applied, where it comes from our repository. */
  revision: string;
  /** What is wrong, in the words of Argo CD. */
  message: string;
  /** CI has not built its image, so that there is nothing to render. */
  waitsForImage: boolean;
}

/** Applications that run images of ours. */
export const BUILT_BY_CI = ['auth', 'converter', 'gateway', 'notification', 'queue-init'];

/** What we read of an Application. */
interface Application {
  metadata: { name: string };
  status?: {
    sync?: { status?: string; revision?: string; revisions?: string[] };
    health?: { status?: string };
    conditions?: { type: string; message: string }[];
    operationState?: { phase?: string; message?: string };
  };
}

/** All Applications, by name. */
export async function readApplications(target: ClusterTarget): Promise<ApplicationState[]> {
  const text = await target.session.ask(
    kubectl(target, '--namespace=argocd', 'get', 'applications.argoproj.io', '--output=json'),
  );
  const { items } = JSON.parse(text ?? '{"items":[]}') as { items: Application[] };
  return items.map(application => toState(application, target)).sort((a, b) => a.name.localeCompare(b.name));
}

function toState({ metadata: { name }, status = {} }: Application, target: ClusterTarget): ApplicationState {
  const { sync, health, conditions = [], operationState } = status;
  const failed = operationState?.phase === 'Failed' || operationState?.phase === 'Error';
  const problem = conditions.find(({ type }) => type.endsWith('Error'))?.message;
  return {
    name,
    sync: sync?.status ?? 'Unknown',
    health: health?.status ?? 'Unknown',
    revision: (sync?.revisions?.at(-1) ?? sync?.revision ?? '').slice(0, 7),
    message: (problem ?? (failed ? operationState?.message : undefined) ?? '').split('\n')[0] ?? '',
    waitsForImage: BUILT_BY_CI.includes(name) && !existsSync(inFolder(target, 'images', `${name}.yaml`)),
  };
}

/** Whether it is as git has it, and works. */
export function isWell({ sync, health }: ApplicationState): boolean {
  return sync === 'Synced' && health === 'Healthy';
}

/** A line an Application. */
export function applicationsTable(states: readonly ApplicationState[]): string {
  const rows = [
    ['', 'application', 'sync', 'health', 'revision', ''],
    ...states.map(it => [
      isWell(it) ? '✓' : it.waitsForImage ? '·' : '…',
      it.name,
      it.sync,
      it.health,
      it.revision,
      it.waitsForImage ? 'CI has not built its image' : it.message.slice(0, 80),
    ]),
  ];
  return alignColumns(rows);
}
