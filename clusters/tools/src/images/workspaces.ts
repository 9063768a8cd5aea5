import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** An npm workspace: a folder with a package.json of its own. */
export interface Workspace {
  name: string;
  /** Within the repository, such as `services/lib/kit`. */
  folder: string;
  /** Names of the packages that it needs to run, workspaces or not. */
  dependencies: readonly string[];
}

/** All workspaces of a repository. */
export async function readWorkspaces(repository: string): Promise<Workspace[]> {
  const { workspaces } = await readJson<{ workspaces: string[] }>(join(repository, 'package.json'));
  const files = await Array.fromAsync(
    glob(
      workspaces.map(pattern => `${pattern}/package.json`),
      { cwd: repository },
    ),
  );
  return Promise.all(
    [...new Set(files)].sort().map(async file => {
      const { name, dependencies = {} } = await readJson<{
        name: string;
        dependencies?: Record<string, string>;
      }>(join(repository, file));
      return { name, folder: dirname(file), dependencies: Object.keys(dependencies) };
    }),
  );
}

/** A workspace and all that it needs to run, directly or not. */
export function withDependencies(workspace: Workspace, all: readonly Workspace[]): Set<Workspace> {
  const needed = new Set([workspace]);
  for (const { dependencies } of needed) {
    for (const other of all) if (dependencies.includes(other.name)) needed.add(other);
  }
  return needed;
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}
