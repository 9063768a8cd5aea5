import { type App, listApps } from './apps.ts';
import { parseManifests, renderApp } from './helm.ts';
import type { Manifest } from './kubernetes.ts';

/** An app and what Argo CD would apply for it. */
export interface Rendering {
  app: App;
  text: string;
  manifests: readonly Manifest[];
  milliseconds: number;
}

/** Renders the apps of a repository for a cluster, side by side; some by name, else all. */
export async function renderApps(
  helm: string,
  repository: string,
  cluster: string,
  names: readonly string[] = [],
): Promise<Rendering[]> {
  const apps = await listApps(repository, cluster);
  const unknown = names.filter(name => !apps.some(app => app.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `No app is called ${unknown.join(' or ')}: there are ${apps.map(app => app.name).join(', ')}`,
    );
  }
  return Promise.all(
    apps
      .filter(({ name }) => names.length === 0 || names.includes(name))
      .map(async app => {
        const started = performance.now();
        const text = await renderApp(helm, app);
        const milliseconds = performance.now() - started;
        return { app, text, manifests: parseManifests(text, app.namespace), milliseconds };
      }),
  );
}
