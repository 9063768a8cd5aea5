import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import { EXAMPLE_CLUSTER } from '../repository.ts';
import type { Application, ApplicationSource } from './application.ts';
import type { Rendered } from './application-rendering.ts';
import { parseManifests, renderApp } from './helm.ts';
import { locateRepository, resolveInside, type SourceTree } from './source-tree.ts';

/** A chart that an Application renders. */
interface ChartSource {
  application: Application;
  source: ApplicationSource;
  /** Folder of the chart. */
  chart: string;
  namespace: string;
}

/** Renders a chart with the values that an Application gives: files in their order, then its own. */
export async function renderChart(of: ChartSource, helm: string, tree: SourceTree): Promise<Rendered> {
  const { application, source, chart, namespace } = of;
  const { releaseName, valueFiles = [], valuesObject, ignoreMissingValueFiles } = source.helm ?? {};
  const files = valueFiles
    .map(file => resolveValueFile(file, of, tree))
    .map(path => (existsSync(path) ? path : (standInFor(path, tree) ?? path)));
  const app = {
    name: releaseName ?? application.name,
    namespace,
    chart,
    // As Argo CD: a file that comes twice counts where it comes first. What is missing and may not be, Helm complains of.
    valueFiles: [...new Set(files)].filter(path => existsSync(path) || !ignoreMissingValueFiles),
    values: valuesObject,
  };
  const text = await renderApp(helm, app);
  const isImageMadeUp = files.some(path => path.startsWith(EXAMPLE_IMAGES));
  return { text, manifests: parseManifests(text, namespace), isImageMadeUp };
}

/** `$values/…` is a path in the source whose `ref` is `values`; any other is relative to the chart. */
function resolveValueFile(
  file: string,
  { application, source, chart }: ChartSource,
  tree: SourceTree,
): string {
  if (/:\/\/|[*?[\]{}]/.test(file)) {
    throw new SetupError(
      `Application ${application.name} has the value file ${file}: render knows neither URLs nor globs.`,
    );
  }
  if (!file.startsWith('$')) return resolveInside(locateRepository(source, tree), chart, file);
  const [ref = '', ...rest] = file.slice(1).split('/');
  const other = application.sources.find(it => it.ref === ref);
  if (!other) throw new SetupError(`No source is called ${ref}, which ${file} names.`);
  const root = locateRepository(other, tree);
  return resolveInside(root, root, rest.join('/'));
}

const EXAMPLE_IMAGES = join(EXAMPLE_CLUSTER, 'images/');

/** For `clusters/<cluster>/images/<app>.yaml`, which CI has not written yet: the example's, with a made-up digest. */
function standInFor(path: string, { repository }: SourceTree): string | undefined {
  if (!path.startsWith(join(repository, 'clusters/')) || !/\/images\/[^/]+\.yaml$/.test(path))
    return undefined;
  const standIn = join(EXAMPLE_IMAGES, basename(path));
  return existsSync(standIn) ? standIn : undefined;
}
