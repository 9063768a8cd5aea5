import { join } from 'node:path';
import { silentProgress } from '@vc/local/progress.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { describe } from '../kubernetes/objects.ts';
import { clusterWide } from '../kubernetes/scope.ts';
import { REPOSITORY } from '../repository.ts';
import { ensureSources, type LocalSource } from '../source-cache.ts';
import { type Application, parseApplication } from './application.ts';
import { namespaceOf, type Rendered, renderApplication } from './application-rendering.ts';
import { toManifests } from './helm.ts';
import { readKustomization } from './kustomize.ts';
import type { RenderTools } from './render-tools.ts';
import { type OwnSource, readOwnSource } from './source-tree.ts';

/** What Argo CD would apply for one Application. */
export interface ApplicationRendering extends Rendered {
  /** Name of the Application. */
  name: string;
  /** Where what names no namespace goes. */
  namespace: string;
  milliseconds: number;
}

/** Everything that Argo CD would apply to a cluster. */
export interface RenderedCluster {
  own: OwnSource;
  applications: readonly Application[];
  renderings: readonly ApplicationRendering[];
}

/** Where a cluster is rendered from, if not from here. */
export interface RenderOptions {
  /** A working tree of our repository. */
  repository?: string;
  sources?: readonly LocalSource[];
}

/**
 * Renders all Applications of `clusters/<cluster>` as Argo CD would, side by side. The working tree stands for our
 * repository at the revision of the cluster's settings.
 *
 * @throws {SetupError} for whatever of an Application has an effect that we do not know, and for unknown sources
 * @throws {RenderError} when Helm or kustomize refuses something
 */
export async function renderCluster(
  tools: RenderTools,
  cluster: string,
  { repository = REPOSITORY, sources }: RenderOptions = {},
): Promise<RenderedCluster> {
  const folder = join(repository, 'clusters', cluster);
  const fetched = sources ?? (await ensureSources(silentProgress));
  const tree = { repository, own: await readOwnSource(folder), sources: fetched };
  const { documents } = await readKustomization(tools.kustomize, folder, repository, fetched);
  const root = toManifests(documents, 'argocd');
  const applications = root.filter(({ kind }) => kind === 'Application').map(parseApplication);
  const renderings = await Promise.all(
    applications.map(async application => {
      const started = performance.now();
      const rendered = await renderApplication(application, tools, tree);
      const { name } = application;
      const milliseconds = performance.now() - started;
      return { ...rendered, name, namespace: namespaceOf(application), milliseconds };
    }),
  );
  refuseOthers(applications, renderings);
  return { own: tree.own, applications, renderings: withoutNamespaceWhereNone(renderings) };
}

/** An Application that comes from elsewhere than the cluster's folder would be applied, and not be rendered here. */
function refuseOthers(
  applications: readonly Application[],
  renderings: readonly ApplicationRendering[],
): void {
  const known = new Set(applications.map(({ name }) => name));
  for (const { name, manifests } of renderings) {
    const other = manifests.find(
      ({ kind, metadata }) =>
        kind === 'ApplicationSet' || (kind === 'Application' && !known.has(metadata.name)),
    );
    if (!other) continue;
    throw new SetupError(`Application ${name} makes ${describe(other)}, which render does not know.`);
  }
}

/** Which kinds are cluster-wide is known only from all together: the definitions may come with another Application. */
function withoutNamespaceWhereNone(renderings: readonly ApplicationRendering[]): ApplicationRendering[] {
  const isClusterWide = clusterWide(renderings.flatMap(({ manifests }) => manifests));
  return renderings.map(rendering => ({
    ...rendering,
    manifests: rendering.manifests.map(manifest => {
      if (!isClusterWide(manifest)) return manifest;
      const { namespace: _, ...metadata } = manifest.metadata;
      return { ...manifest, metadata };
    }),
  }));
}
