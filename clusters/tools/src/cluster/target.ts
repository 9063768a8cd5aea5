import { join } from 'node:path';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';
import type { EksSettings, Settings } from '../settings.ts';
import type { Argv, Session } from './session.ts';

/** A cluster that Argo CD keeps as git has it, wherever it runs, and the means to reach it. */
export interface ClusterTarget {
  settings: Settings;
  /** Root of the checkout. */
  repository: string;
  /** `clusters/<name>`, relative to it. */
  folder: string;
  /** A file of its own: the operator's is left alone. */
  kubeconfig: string;
  /** The program, unless it is the operator's. */
  kubectl?: string;
  session: Session;
}

/** One on EKS: the cluster that most steps work on. */
export interface Target extends ClusterTarget {
  settings: EksSettings;
}

/** Where the kubeconfig of a cluster lies. */
export function kubeconfigOf(name: string): string {
  return join(cacheDirectory(), 'clusters', `${name}.kubeconfig`);
}

/** An AWS call in the cluster's region. */
export function aws({ settings }: Pick<Target, 'settings'>, ...args: readonly string[]): Argv {
  return ['aws', `--region=${settings.region}`, ...args];
}

/** A call to the cluster. */
export function kubectl(
  { kubeconfig, kubectl: program = 'kubectl' }: Pick<ClusterTarget, 'kubeconfig' | 'kubectl'>,
  ...args: readonly string[]
): Argv {
  return [program, `--kubeconfig=${kubeconfig}`, ...args];
}

/** A call in the checkout. */
export function git({ repository }: Pick<ClusterTarget, 'repository'>, ...args: readonly string[]): Argv {
  return ['git', '-C', repository, ...args];
}

/** A full path in the cluster's folder. */
export function inFolder(
  { repository, folder }: Pick<ClusterTarget, 'repository' | 'folder'>,
  ...path: string[]
): string {
  return join(repository, folder, ...path);
}
