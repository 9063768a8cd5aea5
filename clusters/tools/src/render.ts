/**
 * `npm run render -- apps [app …]`: renders charts as Argo CD would, checks them and prints a line an app; with `--yaml`
 * what would be applied instead. `npm run render -- readme` writes the tables of values into the charts' READMEs.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createProgress } from '@vc/local/progress.ts';
import { exitWith, SetupError } from '@vc/local/setup-error.ts';
import { listCharts } from './apps.ts';
import { readChartReadme } from './chart-readme.ts';
import { ensureTool } from './go-tool.ts';
import { RenderError } from './helm.ts';
import { pick, renderApps } from './rendering.ts';
import { EXAMPLE_CLUSTER, REPOSITORY } from './repository.ts';
import { DEPLOYMENT_RULES } from './rules/deployment-rules.ts';
import { summary } from './summary.ts';

const USAGE = 'Usage: npm run render -- apps [--yaml] [app …] | readme';

await main().catch(error => {
  exitWith(error instanceof RenderError ? new SetupError(error.message) : error);
});

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { yaml: { type: 'boolean', default: false } },
  });
  const [what, ...names] = positionals;
  if (what === 'apps') await renderAndCheck(names, values.yaml);
  else if (what === 'readme') await writeReadmes();
  else throw new SetupError(USAGE);
}

/** Checks all of them together, whichever are shown: a policy names pods of other apps. */
async function renderAndCheck(names: readonly string[], asYaml: boolean): Promise<void> {
  const helm = await ensureTool('helm', createProgress());
  const renderings = await renderApps(helm, REPOSITORY, EXAMPLE_CLUSTER);
  const shown = pick(renderings, names);
  if (asYaml) {
    console.log(shown.map(({ text }) => text).join('\n'));
    return;
  }
  console.log(summary(shown));
  const manifests = renderings.flatMap(rendering => rendering.manifests);
  const findings = DEPLOYMENT_RULES.flatMap(rule => rule.find(manifests).map(finding => `✗ ${finding}`));
  if (findings.length > 0) console.log(`\n${findings.join('\n')}`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

async function writeReadmes(): Promise<void> {
  for (const chart of await listCharts(REPOSITORY)) {
    const { file, now, wanted } = await readChartReadme(chart);
    if (now === wanted) continue;
    await writeFile(file, wanted);
    console.log(file);
  }
}
