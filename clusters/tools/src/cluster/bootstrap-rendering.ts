import type { Progress } from '@vc/local/progress.ts';
import { renderCluster } from '../rendering/cluster-rendering.ts';
import { ensureRenderTools } from '../rendering/render-tools.ts';
import { ensureSources } from '../source-cache.ts';
import type { Render } from './bootstrap.ts';
import { tracked } from './tracking.ts';

/**
 * Renders Applications of a cluster as Argo CD will: what is applied by hand at first is what it finds later.
 *
 * @param repository a working tree, if not this one
 */
export function createRendering(cluster: string, progress: Progress, repository?: string): Render {
  const renderAll = async () =>
    renderCluster(await ensureRenderTools(progress), cluster, {
      repository,
      sources: await ensureSources(progress),
    });
  let rendered: ReturnType<typeof renderAll> | undefined;
  return async application => {
    rendered ??= renderAll(); // in a second or two: once
    const { renderings } = await rendered;
    const rendering = renderings.find(({ name }) => name === application);
    if (!rendering) throw new Error(`clusters/${cluster} has no Application ${application}`);
    const items = rendering.manifests.map(manifest => tracked(manifest, rendering));
    // JSON, since YAML would be read by other rules than it is written by: 0400, on, yes.
    return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  };
}
