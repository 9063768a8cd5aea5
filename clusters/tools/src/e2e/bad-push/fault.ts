import type { ApplicationState } from '../../cluster/applications.ts';
import type { ClusterTarget } from '../../cluster/target.ts';
import type { Clone } from '../clone.ts';

/** Something that must not run, and is pushed. */
export interface Fault {
  /** What is wrong with it. */
  name: string;
  /** The Application that must say so. */
  app: string;
  /** @returns its commits, newest first */
  push(clone: Clone): Promise<readonly string[]>;
  /** What Argo CD must say. */
  shown: string;
  isShown(state: ApplicationState): boolean;
  /** Whether that is for this reason: what is to be seen of it in the cluster. */
  isCause(target: ClusterTarget): Promise<boolean>;
}

/** It was applied, and does not work. */
export const DEGRADED: Pick<Fault, 'shown' | 'isShown'> = {
  shown: 'Degraded',
  isShown: ({ sync, health }) => sync === 'Synced' && health === 'Degraded',
};

/** It cannot be rendered, and Argo CD repeats what the program said that renders it. */
export function unknown(complaint: RegExp): Pick<Fault, 'shown' | 'isShown'> {
  return {
    shown: 'Unknown, with the complaint',
    isShown: ({ sync, message }) => sync === 'Unknown' && complaint.test(message),
  };
}
