import { SetupError } from '@vc/local/setup-error.ts';
import type { Manifest } from '../kubernetes/objects.ts';
import { type App, listApps } from './apps.ts';
import { parseManifests, renderApp } from './helm.ts';

/** An app and what Argo CD would apply for it. */
export interface Rendering {
  app: App;
  text: string;
  manifests: readonly Manifest[];
  milliseconds: number;
}

/** Renders all apps of a repository for a cluster, side by side. */
export async function renderApps(helm: string, repository: string, cluster: string): Promise<Rendering[]> {
  const apps = await listApps(repository, cluster);
  return Promise.all(
    apps.map(async app => {
      const started = performance.now();
      const text = await renderApp(helm, app);
      const milliseconds = performance.now() - started;
      return { app, text, manifests: parseManifests(text, app.namespace), milliseconds };
    }),
  );
}

/**
 * Those of some names, or all where none is given.
 *
 * @throws {SetupError} naming all there are, when one is not among them
 */
export function pick<R>(
  renderings: readonly R[],
  names: readonly string[],
  nameOf: (rendering: R) => string,
): readonly R[] {
  const all = renderings.map(nameOf);
  const unknown = names.filter(name => !all.includes(name));
  if (unknown.length > 0) {
    throw new SetupError(`No app is called ${unknown.join(' or ')}: there are ${all.join(', ')}.`);
  }
  return names.length === 0 ? renderings : renderings.filter(rendering => names.includes(nameOf(rendering)));
}
