import { join } from 'node:path';
import { silentProgress } from '@vc/local/progress.ts';
import { type Application, parseApplication } from './application.ts';
import { type RenderTools, renderApplication } from './application-rendering.ts';
import { parseManifests } from './helm.ts';
import type { Manifest } from './kubernetes.ts';
import { buildKustomization } from './kustomize.ts';
import { REPOSITORY } from './repository.ts';
import { clusterWide } from './scope.ts';
import { ensureSources, type LocalSource } from './source-cache.ts';
import { readOwnSource } from './source-tree.ts';

/** What Argo CD would apply for one Application. */
export interface ApplicationRendering {
  /** Name of the Application. */
  name: string;
  /** Where what names no namespace goes. */
  namespace: string;
  text: string;
  manifests: readonly Manifest[];
  milliseconds: number;
  /** CI has not built its image yet: Argo CD would refuse it, and what is shown has a made-up digest. */
  isImageMadeUp: boolean;
}

/** Everything that Argo CD would apply to a cluster. */
export interface RenderedCluster {
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
  const root = parseManifests(await buildKustomization(tools.kustomize, folder, fetched), 'argocd');
  const applications = root.filter(({ kind }) => kind === 'Application').map(parseApplication);
  const renderings = await Promise.all(
    applications.map(async application => {
      const started = performance.now();
      const rendered = await renderApplication(application, tools, tree);
      const {
        name,
        destination: { namespace = 'default' },
      } = application;
      const manifests = parseManifests(rendered.text, namespace).filter(manifest => !isHelmTest(manifest));
      return { ...rendered, name, namespace, manifests, milliseconds: performance.now() - started };
    }),
  );
  return { applications, renderings: withoutNamespaceWhereNone(renderings) };
}

/** Argo CD does not run the tests of a chart. */
function isHelmTest({ metadata: { annotations } }: Manifest): boolean {
  return /\btest\b/.test(annotations?.['helm.sh/hook'] ?? '');
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
