import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import type { Application, ApplicationSource } from './application.ts';
import { renderDirectory } from './directory.ts';
import { parseManifests, renderApp, toManifests } from './helm.ts';
import type { Manifest } from './kubernetes.ts';
import { readKustomization } from './kustomize.ts';
import { EXAMPLE_CLUSTER } from './repository.ts';
import { kindOfSource, locateRepository, resolveInside, type SourceTree } from './source-tree.ts';

/** The programs that render. */
export interface RenderTools {
  helm: string;
  kustomize: string;
}

/** What Argo CD would apply for an Application. */
export interface Rendered {
  text: string;
  manifests: Manifest[];
  /** CI has not built its image yet: Argo CD would refuse it, so the example's digest stands in. */
  isImageMadeUp: boolean;
}

/** Renders an Application as Argo CD's repo-server does: each of its sources, then all together. */
export async function renderApplication(
  application: Application,
  tools: RenderTools,
  tree: SourceTree,
): Promise<Rendered> {
  const rendered = await Promise.all(
    application.sources
      .filter(({ path }) => path !== undefined)
      .map(source => renderSource(application, source, tools, tree)),
  );
  return {
    text: rendered.map(({ text }) => text).join('\n---\n'),
    manifests: rendered.flatMap(({ manifests }) => manifests).filter(manifest => !isHelmTest(manifest)),
    isImageMadeUp: rendered.some(({ isImageMadeUp }) => isImageMadeUp),
  };
}

async function renderSource(
  application: Application,
  source: ApplicationSource,
  tools: RenderTools,
  tree: SourceTree,
): Promise<Rendered> {
  const root = locateRepository(source, tree);
  const folder = resolveInside(root, root, source.path ?? '');
  if (!existsSync(folder)) {
    throw new SetupError(`Application ${application.name}: there is no ${source.path} in ${source.repoURL}.`);
  }
  const namespace = namespaceOf(application);
  switch (kindOfSource(source, folder)) {
    case 'kustomize': {
      const { text, documents } = await readKustomization(tools.kustomize, folder, root, tree.sources);
      return { text, manifests: toManifests(documents, namespace), isImageMadeUp: false };
    }
    case 'directory': {
      const text = await renderDirectory(folder, source.directory);
      return { text, manifests: parseManifests(text, namespace), isImageMadeUp: false };
    }
    case 'helm':
      return renderChart(application, source, folder, tools.helm, tree);
  }
}

async function renderChart(
  application: Application,
  source: ApplicationSource,
  chart: string,
  helm: string,
  tree: SourceTree,
): Promise<Rendered> {
  const { name, sources } = application;
  const namespace = namespaceOf(application);
  const { releaseName = name, valueFiles = [], valuesObject, ignoreMissingValueFiles } = source.helm ?? {};
  const files = valueFiles.map(file => ({ file, ...resolveValueFile(file, source, chart, sources, tree) }));
  // What is missing and may not be is Helm's to complain of.
  const present = files.filter(({ path }) => existsSync(path) || !ignoreMissingValueFiles);
  const image = files.find(({ path }) => !existsSync(path) && isImageFile(path, tree));
  const standIn = image && join(EXAMPLE_CLUSTER, 'images', basename(image.path));
  const app = {
    name: releaseName,
    namespace,
    chart,
    valueFiles: [...present.map(({ path }) => path), ...(standIn && existsSync(standIn) ? [standIn] : [])],
    values: valuesObject,
  };
  const text = await renderApp(helm, app);
  const isImageMadeUp = standIn !== undefined && existsSync(standIn);
  return { text, manifests: parseManifests(text, namespace), isImageMadeUp };
}

/** Where what names no namespace goes. */
export function namespaceOf({ destination: { namespace = 'default' } }: Application): string {
  return namespace;
}

/** Argo CD does not run the tests of a chart. */
function isHelmTest({ metadata: { annotations } }: Manifest): boolean {
  return /\btest\b/.test(annotations?.['helm.sh/hook'] ?? '');
}

/** `$values/…` is a path in the source whose `ref` is `values`; any other is relative to the chart. */
function resolveValueFile(
  file: string,
  source: ApplicationSource,
  chart: string,
  sources: readonly ApplicationSource[],
  tree: SourceTree,
): { path: string } {
  if (!file.startsWith('$')) return { path: resolveInside(locateRepository(source, tree), chart, file) };
  const [ref = '', ...rest] = file.slice(1).split('/');
  const other = sources.find(it => it.ref === ref);
  if (!other) throw new SetupError(`No source is called ${ref}, which ${file} names.`);
  const root = locateRepository(other, tree);
  return { path: resolveInside(root, root, rest.join('/')) };
}

/** `clusters/<cluster>/images/<app>.yaml` of our repository, which CI writes. */
function isImageFile(path: string, { repository }: SourceTree): boolean {
  return path.startsWith(join(repository, 'clusters/')) && /\/images\/[^/]+\.yaml$/.test(path);
}
