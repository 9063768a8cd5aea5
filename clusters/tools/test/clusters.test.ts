import { silentProgress } from '@vc/local/progress.ts';
import { describe, expect, inject, it } from 'vitest';
import { listApps } from '../src/rendering/apps.ts';
import { renderCluster } from '../src/rendering/cluster-rendering.ts';
import { EXAMPLE_CLUSTER, REPOSITORY } from '../src/repository.ts';
import { CLUSTER_RULES } from '../src/rules/cluster/cluster-rules.ts';
import { ensureSources } from '../src/source-cache.ts';

const tools = inject('tools');
const sources = await ensureSources(silentProgress);
const ours = (await listApps(REPOSITORY, EXAMPLE_CLUSTER)).map(({ name }) => name);

describe.each(['eks', 'local'])('the cluster %s', async name => {
  const cluster = await renderCluster(tools, name, { sources });

  it('has an Application for each of our apps', () => {
    expect(cluster.renderings.map(rendering => rendering.name)).toEqual(expect.arrayContaining(ours));
  });

  it('applies something by every Application but that of the secrets, which wait for an operator', () => {
    const empty = cluster.renderings.filter(({ manifests }) => manifests.length === 0);
    expect(empty.map(rendering => rendering.name).filter(it => it !== 'secrets')).toEqual([]);
  });

  it.each(CLUSTER_RULES)('keeps the rule: $name', ({ find }) => {
    expect(find(cluster)).toEqual([]);
  });

  it('renders the same twice, but for what its Application does not compare', async () => {
    const again = await renderCluster(tools, name, { sources });
    const changing = cluster.applications.filter(({ ignoreDifferences }) => ignoreDifferences.length > 0);
    const texts = ({ renderings }: typeof cluster) =>
      renderings.filter(it => changing.every(app => app.name !== it.name)).map(({ text }) => text);
    expect(texts(again)).toEqual(texts(cluster));
  });
});
