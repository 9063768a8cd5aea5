import { existsSync } from 'node:fs';
import { SetupError } from '@vc/local/setup-error.ts';
import type { Manifest } from '../kubernetes/objects.ts';
import type { Application, ApplicationSource } from './application.ts';
import { renderChart } from './chart-rendering.ts';
import { renderDirectory } from './directory.ts';
import { parseManifests, toManifests } from './helm.ts';
import { readKustomization } from './kustomize.ts';
import type { RenderTools } from './render-tools.ts';
import { kindOfSource, locateRepository, resolveInside, type SourceTree } from './source-tree.ts';

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
      return renderChart({ application, source, chart: folder, namespace }, tools.helm, tree);
  }
}

/** Where what names no namespace goes. */
export function namespaceOf({ destination: { namespace = 'default' } }: Application): string {
  return namespace;
}

/** Argo CD does not run the tests of a chart. */
function isHelmTest({ metadata: { annotations } }: Manifest): boolean {
  return /\btest\b/.test(annotations?.['helm.sh/hook'] ?? '');
}
