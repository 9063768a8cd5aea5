import type { Rendering } from './rendering.ts';
import { alignColumns } from './table.ts';

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

/** `Deployment, 2 Job`: in the order in which they come first. */
function kinds(all: readonly string[]): string {
  return [...new Set(all)]
    .map(kind => {
      const count = all.filter(it => it === kind).length;
      return count > 1 ? `${count} ${kind}` : kind;
    })
    .join(', ');
}
