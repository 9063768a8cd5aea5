/**
 * `npm run render`: shows what Argo CD would apply, and the rules that are broken. `apps` renders the charts with example
 * values, `eks` or `local` a whole cluster; `--yaml` prints the objects, `--since` what changes, `--diff` how two clusters
 * differ. `readme` writes the tables of values into the charts' READMEs, `sources` lists what others deploy.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createProgress } from '@vc/local/progress.ts';
import { exitWith, SetupError } from '@vc/local/setup-error.ts';
import { clusterChanges } from './changes/cluster-changes.ts';
import { ensureSourcesOf } from './changes/earlier-sources.ts';
import { changesAsMarkdown } from './changes/markdown.ts';
import { readChartReadme } from './charts/chart-readme.ts';
import { clusterDifferences } from './differences/cluster-differences.ts';
import { differencesTable } from './differences/differences-table.ts';
import { ensureTool } from './go-tool.ts';
import { pick, renderApps } from './rendering/app-rendering.ts';
import { listCharts } from './rendering/apps.ts';
import { renderCluster } from './rendering/cluster-rendering.ts';
import { ensureRenderTools } from './rendering/render-tools.ts';
import { clusterSummary, summary } from './rendering/summary.ts';
import { EXAMPLE_CLUSTER, REPOSITORY } from './repository.ts';
import { CLUSTER_RULES } from './rules/cluster/cluster-rules.ts';
import { DEPLOYMENT_RULES } from './rules/deployment-rules.ts';
import { ensureSources } from './source-cache.ts';
import { NOT_PROVED, SOURCES } from './sources.ts';
import { alignColumns } from './table.ts';
import { withWorktree } from './worktree.ts';

const USAGE =
  'Usage: npm run render -- apps|eks|local [--yaml] [app …] | eks|local --since <git revision> | --diff eks local | sources | readme';

const progress = createProgress();

await main().catch(exitWith);

async function main(): Promise<void> {
  const { positionals, values } = parseArguments();
  const [what = '', ...names] = positionals;
  if (values.diff) await showDifferences(what, names);
  else if (what === 'apps') await showApps(names, values.yaml);
  else if (what === 'readme') await writeReadmes();
  else if (what === 'sources') await listSources();
  else if (isCluster(what) && values.since) await showChanges(what, values.since);
  else if (isCluster(what)) await showCluster(what, names, values.yaml);
  else throw new SetupError(USAGE);
}

function parseArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        yaml: { type: 'boolean', default: false },
        since: { type: 'string' },
        diff: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new SetupError(`${(error as Error).message}\n${USAGE}`);
  }
}

function isCluster(name: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(name) && existsSync(join(REPOSITORY, 'clusters', name, 'settings.yaml'));
}

/** Checks all of them together, whichever are shown: a policy names pods of other apps. */
async function showApps(names: readonly string[], asYaml: boolean): Promise<void> {
  const helm = await ensureTool('helm', progress);
  const renderings = await renderApps(helm, REPOSITORY, EXAMPLE_CLUSTER);
  const shown = pick(renderings, names, ({ app }) => app.name);
  if (asYaml) {
    console.log(shown.map(({ text }) => text).join('\n'));
    return;
  }
  console.log(summary(shown));
  const manifests = renderings.flatMap(rendering => rendering.manifests);
  showFindings(DEPLOYMENT_RULES.flatMap(rule => rule.find(manifests)));
}

/** Checks the whole cluster, whichever Applications are shown. */
async function showCluster(name: string, names: readonly string[], asYaml: boolean): Promise<void> {
  const sources = await ensureSources(progress);
  const cluster = await renderCluster(await ensureRenderTools(progress), name, { sources });
  const shown = pick(cluster.renderings, names, rendering => rendering.name);
  if (asYaml) {
    console.log(shown.map(({ text }) => text).join('\n---\n'));
    return;
  }
  console.log(clusterSummary(cluster, shown));
  showFindings(CLUSTER_RULES.flatMap(rule => rule.find(cluster)));
}

/** What Argo CD would change, for a comment on a pull request. */
async function showChanges(name: string, since: string): Promise<void> {
  const tools = await ensureRenderTools(progress);
  const after = await renderCluster(tools, name, { sources: await ensureSources(progress) });
  const before = await withWorktree(REPOSITORY, since, async repository => {
    if (!existsSync(join(repository, 'clusters', name, 'settings.yaml'))) return undefined;
    return renderCluster(tools, name, { repository, sources: await ensureSourcesOf(repository, progress) });
  });
  const changes = clusterChanges(before, after);
  console.log(changesAsMarkdown(name, since, changes));
  process.exitCode = changes.some(({ refused }) => refused.length > 0) ? 1 : 0;
}

/** How two clusters of this working tree differ. */
async function showDifferences(left: string, [right = '', ...rest]: readonly string[]): Promise<void> {
  if (!isCluster(left) || !isCluster(right) || rest.length > 0) throw new SetupError(USAGE);
  const tools = await ensureRenderTools(progress);
  const sources = await ensureSources(progress);
  const render = async (name: string) => ({ ...(await renderCluster(tools, name, { sources })), name });
  const differences = clusterDifferences(await render(left), await render(right));
  console.log(differencesTable(differences, { left, right }));
}

function showFindings(findings: readonly string[]): void {
  if (findings.length > 0) console.log(`\n${findings.map(finding => `✗ ${finding}`).join('\n')}`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

async function listSources(): Promise<void> {
  await ensureSources(progress);
  const rows = SOURCES.map(({ name, address, revision, module }) => [name, address, revision, module]);
  console.log(alignColumns([['source', 'address', 'revision', 'Go module'], ...rows]));
  console.log('\nNot proved here:');
  for (const [what, why] of Object.entries(NOT_PROVED)) console.log(`- ${what}: ${why}`);
}

async function writeReadmes(): Promise<void> {
  for (const chart of await listCharts(REPOSITORY)) {
    const { file, now, wanted } = await readChartReadme(chart);
    if (now === wanted) continue;
    await writeFile(file, wanted);
    console.log(file);
  }
}
