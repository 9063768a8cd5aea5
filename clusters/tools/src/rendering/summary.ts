import { withoutSuffix } from '../sources.ts';
import { alignColumns } from '../table.ts';
import type { Rendering } from './app-rendering.ts';
import type { ApplicationSource } from './application.ts';
import type { ApplicationRendering, RenderedCluster } from './cluster-rendering.ts';
import type { OwnSource } from './source-tree.ts';

/** One line an app: how many objects of which kinds, and how long Helm took. */
export function summary(
  renderings: readonly Pick<Rendering, 'app' | 'manifests' | 'milliseconds'>[],
): string {
  const rows = renderings.map(({ app, manifests, milliseconds }) => [
    app.name,
    app.namespace,
    String(manifests.length),
    `${milliseconds.toFixed(0)} ms`,
    kinds(manifests.map(({ kind }) => kind)),
  ]);
  return alignColumns([['app', 'namespace', 'objects', 'helm', 'kinds'], ...rows]);
}

/** One line an Application: from where, how many objects of which kinds, and how long they took. */
export function clusterSummary(
  { own, applications }: Pick<RenderedCluster, 'own' | 'applications'>,
  renderings: readonly Pick<ApplicationRendering, 'name' | 'manifests' | 'milliseconds' | 'isImageMadeUp'>[],
): string {
  const rows = renderings.map(({ name, manifests, milliseconds, isImageMadeUp }) => {
    const sources = applications.find(it => it.name === name)?.sources ?? [];
    const note = isImageMadeUp ? ' (image not built yet: shown with a made-up digest)' : '';
    return [
      name,
      ...sourceCells(sources, own),
      String(manifests.length),
      `${milliseconds.toFixed(0)} ms`,
      kinds(manifests.map(({ kind }) => kind)) + note,
    ];
  });
  return alignColumns([['application', 'source', 'revision', 'objects', 'time', 'kinds'], ...rows]);
}

/** Path and revision of what is rendered: `platform/keda`, `main`; with its address if it is somebody else's. */
function sourceCells(sources: readonly ApplicationSource[], own: OwnSource): [string, string] {
  const rendered = sources.filter(({ path }) => path !== undefined);
  const places = rendered.map(({ repoURL, path }) =>
    withoutSuffix(repoURL) === withoutSuffix(own.repository)
      ? path
      : `${withoutSuffix(repoURL).replace(/^https:\/\//, '')}//${path}`,
  );
  return [places.join(', '), rendered.map(({ targetRevision }) => targetRevision).join(', ')];
}

/** `Deployment, 2 Job`: in the order in which they come first. */
function kinds(all: readonly string[]): string {
  return [...new Set(all)]
    .map(kind => {
      const count = all.filter(it => it === kind).length;
      return count > 1 ? `${count} ${kind}` : kind;
    })
    .join(', ');
}
