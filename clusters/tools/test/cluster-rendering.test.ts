import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentProgress } from '@vc/local/progress.ts';
import { describe, expect, inject, it } from 'vitest';
import type { ApplicationSource } from '../src/rendering/application.ts';
import { renderApplication } from '../src/rendering/application-rendering.ts';
import { renderCluster } from '../src/rendering/cluster-rendering.ts';
import { ensureSources } from '../src/source-cache.ts';

const tools = inject('tools');
const sources = await ensureSources(silentProgress);
const repository = fileURLToPath(new URL('fixture', import.meta.url));
const tree = {
  repository,
  own: { repository: 'https://git.example/fixture.git', revision: 'main' },
  sources,
};
const OURS = { repoURL: 'https://git.example/fixture.git', targetRevision: 'main' };
const SEALED_SECRETS = {
  repoURL: 'https://github.com/bitnami-labs/sealed-secrets',
  targetRevision: 'v0.40.0',
};

/** Renders an Application called `echo` of these sources. */
async function render(...of: ApplicationSource[]) {
  const application = {
    name: 'echo',
    project: 'apps',
    sources: of,
    destination: { namespace: 'echoes' },
    syncPolicy: {},
    finalizers: [],
    ignoreDifferences: [],
  };
  return renderApplication(application, tools, tree);
}

/** What the fixture's chart was given. */
async function given(helm: ApplicationSource['helm']) {
  const { manifests } = await render({ ...OURS, path: 'chart', helm });
  return manifests.find(({ kind }) => kind === 'ConfigMap');
}

const CLUSTER_VALUES = '../clusters/one/values/echo.yaml';

describe('a cluster', () => {
  it('has the objects of all its Applications, in the namespaces where Argo CD puts them', async () => {
    const { applications, renderings } = await renderCluster(tools, 'one', { repository, sources });
    expect(applications.map(({ name }) => name)).toEqual(['base', 'echo']);
    const objects = renderings.flatMap(({ manifests }) =>
      manifests.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? '-'} ${metadata.name}`),
    );
    expect(objects).toEqual([
      'CustomResourceDefinition - wholes.example.org',
      'ServiceAccount others elsewhere',
      'ServiceAccount bases listed',
      'Whole - whole',
      'ConfigMap echoes echo',
    ]);
  });
});

it('refuses an Application that comes from elsewhere than the folder of the cluster', async () => {
  const nested = renderCluster(tools, 'nested', { repository, sources });
  await expect(nested).rejects.toThrow('Application apps makes Application echo, which render does not know');
});

describe('a chart', () => {
  it.each([
    ['the chart', {}, 'chart'],
    ['a file over the chart', { valueFiles: ['first.yaml'] }, 'first'],
    ['the last file over those before', { valueFiles: ['first.yaml', CLUSTER_VALUES] }, 'of the cluster'],
    [
      'a file by its path from the root',
      { valueFiles: ['/clusters/one/values/echo.yaml'] },
      'of the cluster',
    ],
    ['valuesObject over all files', { valueFiles: [CLUSTER_VALUES], valuesObject: { value: 'own' } }, 'own'],
  ])('takes values from %s', async (_, helm, expected) => {
    expect((await given(helm))?.data).toMatchObject({ value: expected, namespace: 'echoes' });
  });

  it('is released under the name of the Application, or another', async () => {
    expect((await given({}))?.metadata.name).toBe('echo');
    expect((await given({ releaseName: 'other' }))?.metadata.name).toBe('other');
  });

  it('goes without files that may be missing, and not without others', async () => {
    const valueFiles = ['missing.yaml', 'first.yaml'];
    expect((await given({ valueFiles, ignoreMissingValueFiles: true }))?.data?.value).toBe('first');
    await expect(given({ valueFiles })).rejects.toThrow('missing.yaml');
  });

  it('counts a file that comes twice where it comes first, as Argo CD does', async () => {
    const valueFiles = ['first.yaml', CLUSTER_VALUES, 'first.yaml'];
    expect((await given({ valueFiles }))?.data?.value).toBe('of the cluster');
  });

  it.each(['*.yaml', 'https://git.example/values.yaml'])('refuses the value file %s', async file => {
    await expect(given({ valueFiles: [file] })).rejects.toThrow('render knows neither URLs nor globs');
  });

  it('takes no files from outside the repository', async () => {
    await expect(given({ valueFiles: ['../../../example/values/auth.yaml'] })).rejects.toThrow(
      '../../../example/values/auth.yaml leads out of its repository',
    );
  });

  it('shows a made-up digest where CI has built no image yet, and says so', async () => {
    const helm = { valueFiles: ['../clusters/one/images/auth.yaml'], ignoreMissingValueFiles: true };
    const { manifests, isImageMadeUp } = await render({ ...OURS, path: 'chart', helm });
    expect(isImageMadeUp).toBe(true);
    expect(manifests[0]?.data?.digest).toMatch(/^sha256:/);
  });

  it('of others takes values from a source of ours', async () => {
    const valueFiles = ['$ours/chart/of-others.yaml'];
    const chart = { ...SEALED_SECRETS, path: 'helm/sealed-secrets', helm: { valueFiles } };
    const { manifests } = await render(chart, { ...OURS, ref: 'ours' });
    const names = manifests.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name);
    expect(names).toEqual(['named-by-us']);
    await expect(render(chart)).rejects.toThrow('No source is called ours, which $ours/');
  });
});

describe('a directory', () => {
  it.each([
    [{}, ['a', 'b']],
    [{ recurse: true }, ['a', 'b', 'c']],
    [{ recurse: true, exclude: 'nested/*' }, ['a', 'b']],
    [{ include: '{a,x}.yaml' }, ['a']],
  ])('has the manifests that Argo CD finds: %j', async (directory, expected) => {
    const { manifests } = await render({ ...OURS, path: 'manifests', directory });
    expect(manifests.map(({ metadata }) => metadata.name)).toEqual(expected);
  });
});

describe('a source that nobody knows', () => {
  it.each([
    ['of another address', { repoURL: 'https://github.com/example/unknown', targetRevision: 'v1.0.0' }],
    ['of another version', { ...SEALED_SECRETS, targetRevision: 'v0.41.0' }],
  ])('is refused by name: %s', async (_, source) => {
    await expect(render({ ...source, path: 'base' })).rejects.toThrow(
      `${source.repoURL} at ${source.targetRevision} is in no line of clusters/tools/src/sources.ts`,
    );
  });

  it('is refused by name and at once where a kustomization builds upon it', async () => {
    await expect(render({ ...OURS, path: 'remote' })).rejects.toThrow(
      'https://github.com/example/unknown at v1.0.0 is in no line of clusters/tools/src/sources.ts',
    );
  });

  it('is our repository at another revision than the settings name', async () => {
    await expect(render({ ...OURS, targetRevision: 'other', path: 'chart' })).rejects.toThrow(
      'is asked for at other; the settings name main',
    );
  });
});

it('names the path that is not there', async () => {
  await expect(render({ ...OURS, path: join('no', 'chart') })).rejects.toThrow('there is no no/chart');
});
