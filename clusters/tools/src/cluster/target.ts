import { join } from 'node:path';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';
import type { EksSettings } from '../settings.ts';
import type { Argv, Session } from './session.ts';

/** The cluster that steps work on, and their means. */
export interface Target {
  settings: EksSettings;
  /** Root of the checkout. */
  repository: string;
  /** `clusters/<name>`, relative to it. */
  folder: string;
  /** A file of its own: the operator's is left alone. */
  kubeconfig: string;
  session: Session;
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
export function kubectl({ kubeconfig }: Pick<Target, 'kubeconfig'>, ...args: readonly string[]): Argv {
  return ['kubectl', `--kubeconfig=${kubeconfig}`, ...args];
}

/** A call in the checkout. */
export function git({ repository }: Pick<Target, 'repository'>, ...args: readonly string[]): Argv {
  return ['git', '-C', repository, ...args];
}

/** A full path in the cluster's folder. */
export function inFolder(
  { repository, folder }: Pick<Target, 'repository' | 'folder'>,
  ...path: string[]
): string {
  return join(repository, folder, ...path);
}
