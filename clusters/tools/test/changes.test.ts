import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSuccessfully } from '@vc/local/command.ts';
import { silentProgress } from '@vc/local/progress.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { afterAll, expect, inject, it } from 'vitest';
import { clusterChanges } from '../src/changes/cluster-changes.ts';
import { ensureSourcesOf } from '../src/changes/earlier-sources.ts';
import { gitEnvironment } from '../src/git-environment.ts';
import { renderCluster } from '../src/rendering/cluster-rendering.ts';
import { ensureSources } from '../src/source-cache.ts';
import { SOURCES } from '../src/sources.ts';
import { withWorktree } from '../src/worktree.ts';

const tools = inject('tools');
const sources = await ensureSources(silentProgress);
const repository = await createTemporaryDirectory();
afterAll(() => removeDirectory(repository));

const git = (...args: string[]) =>
  runSuccessfully(['git', ...args], { cwd: repository, env: gitEnvironment() });

async function commit(message: string) {
  await git('add', '--all');
  await git('commit', '--quiet', '--message', message);
}

async function replace(file: string, from: string, to: string) {
  const path = join(repository, file);
  await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
}

await cp(fileURLToPath(new URL('fixture', import.meta.url)), repository, { recursive: true });
await git('init', '--quiet');
await commit('first');
await replace('clusters/one/values/echo.yaml', 'of the cluster', 'another');
await replace('base/objects.yaml', 'name: listed', 'name: renamed');
await commit('second');
// Not committed: the working tree is what is compared.
await replace('clusters/one/kustomization.yaml', 'resources: [', 'resources: [more.yaml, ');
const more = (await readFile(join(repository, 'clusters/one/echo.yaml'), 'utf8')).replace(
  'name: echo',
  'name: more',
);
await writeFile(join(repository, 'clusters/one/more.yaml'), more);

it('finds what is added, changed and pruned since a revision', async () => {
  const after = await renderCluster(tools, 'one', { repository, sources });
  const before = await withWorktree(repository, 'HEAD~1', folder =>
    renderCluster(tools, 'one', { repository: folder, sources }),
  );
  const changes = clusterChanges(before, after).map(({ application, changes: own }) => [
    application,
    own.map(({ action, title }) => `${action} ${title}`),
  ]);
  expect(changes).toEqual([
    ['base', ['prune ServiceAccount bases/listed', 'add ServiceAccount bases/renamed']],
    ['echo', ['change ConfigMap echoes/echo']],
    ['more', ['add ConfigMap echoes/more']],
  ]);
});

it('leaves no folder and no worktree, whatever happens', async () => {
  let folder = '';
  const failing = withWorktree(repository, 'HEAD', it => {
    folder = it;
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await expect(readFile(folder)).rejects.toThrow('ENOENT');
  expect((await git('worktree', 'list')).trim().split('\n')).toHaveLength(1);
});

it('says that git does not know a revision', async () => {
  await expect(withWorktree(repository, 'nonsense', () => {})).rejects.toThrow(
    'git knows no revision nonsense',
  );
});

it('knows the sources of another working tree by the table of that', async () => {
  const here = new URL('..', import.meta.url);
  for (const file of ['src/sources.ts', 'go/sources/go.mod', 'go/sources/go.sum']) {
    await cp(new URL(file, here), join(repository, 'clusters/tools', file));
  }
  await replace(
    'clusters/tools/src/sources.ts',
    'https://github.com/kedacore/keda',
    'https://github.com/before/keda',
  );
  const addresses = (await ensureSourcesOf(repository, silentProgress)).map(({ address }) => address);
  expect(addresses).toContain('https://github.com/before/keda');
  expect(addresses).toHaveLength(SOURCES.length);
});
