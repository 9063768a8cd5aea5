import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import { parse } from 'yaml';
import type { LocalSource } from '../source-cache.ts';
import { findSource, withoutSuffix } from '../sources.ts';
import type { ApplicationSource } from './application.ts';

/** Our repository as a cluster's settings name it. */
export interface OwnSource {
  repository: string;
  revision: string;
  /** Where the load balancer stands that brings users, if the cluster has one. */
  network?: string;
}

/** Files on this machine that stand for what Argo CD would fetch. */
export interface SourceTree {
  /** A working tree of our repository. */
  repository: string;
  /** The address and revision that it stands for. */
  own: OwnSource;
  /** What others deploy. */
  sources: readonly LocalSource[];
}

/** What matters here of a cluster's settings; an old revision of them may lack the rest. */
export async function readOwnSource(cluster: string): Promise<OwnSource> {
  const { spec } = parse(await readFile(join(cluster, 'settings.yaml'), 'utf8')) as { spec: OwnSource };
  const { repository, revision, network } = spec;
  return { repository, revision, network };
}

/** The root folder of the repository that a source names. */
export function locateRepository(source: ApplicationSource, tree: SourceTree): string {
  const { repoURL, targetRevision } = source;
  if (withoutSuffix(repoURL) === withoutSuffix(tree.own.repository)) {
    if (targetRevision === tree.own.revision) return tree.repository;
    throw new SetupError(
      `${repoURL} is asked for at ${targetRevision}; the settings name ${tree.own.revision}, which the working tree stands for.`,
    );
  }
  return findSource(repoURL, targetRevision, tree.sources).folder;
}

/**
 * A file or folder in a repository. Like Argo CD, does not let a path lead out of it.
 *
 * @param from what a relative path starts from; a path that begins with `/` starts from the root
 */
export function resolveInside(root: string, from: string, path: string): string {
  const resolved = isAbsolute(path) ? join(root, path) : join(from, path);
  if (relative(root, resolved).startsWith('..')) throw new SetupError(`${path} leads out of its repository.`);
  return resolved;
}

/** How Argo CD tells what a folder is. */
export function kindOfSource(source: ApplicationSource, folder: string): 'helm' | 'kustomize' | 'directory' {
  if (source.directory) return 'directory';
  if (source.helm || existsSync(join(folder, 'Chart.yaml'))) return 'helm';
  return kustomizationOf(folder) ? 'kustomize' : 'directory';
}

/** The file that makes a folder a kustomization. */
export function kustomizationOf(folder: string): string | undefined {
  return ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
    .map(name => join(folder, name))
    .find(file => existsSync(file));
}
