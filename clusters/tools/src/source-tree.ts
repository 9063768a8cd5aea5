import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import { parse } from 'yaml';
import type { ApplicationSource } from './application.ts';
import type { LocalSource } from './source-cache.ts';
import { findSource, withoutSuffix } from './sources.ts';

/** Files on this machine that stand for what Argo CD would fetch. */
export interface SourceTree {
  /** A working tree of our repository. */
  repository: string;
  /** The address and revision that it stands for. */
  own: { repository: string; revision: string };
  /** What others deploy. */
  sources: readonly LocalSource[];
}

/** Our repository's address and revision, of a cluster's settings; more of them does not matter here. */
export async function readOwnSource(cluster: string): Promise<SourceTree['own']> {
  const { spec } = parse(await readFile(join(cluster, 'settings.yaml'), 'utf8')) as {
    spec: SourceTree['own'];
  };
  return { repository: spec.repository, revision: spec.revision };
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
  const { name } = findSource(repoURL, targetRevision);
  const local = tree.sources.find(it => it.name === name);
  if (!local) throw new Error(`${name} was not fetched`);
  return local.folder;
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
