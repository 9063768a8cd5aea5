/**
 * For CI: which images must be built, where they go, and the commit that deploys them. `--github` also makes what is printed an
 * output of the step.
 *
 * - `changed [all | service …]` prints the services whose images are out of date, as JSON; or just those that are named.
 * - `destination` prints registry, region and role, unless the cluster's settings are still the example's.
 * - `deploy --registry <registry> [--branch main] [--source HEAD] <service>=sha256:… …` commits and pushes digests.
 */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitWith, SetupError } from '@vc/local/setup-error.ts';
import { outdatedImages } from './images/changed.ts';
import { deploy } from './images/deploy.ts';
import { readDeployment } from './images/deployment.ts';
import { destinationOf } from './images/destination.ts';
import { listServices } from './images/image-sources.ts';
import { REPOSITORY } from './repository.ts';
import { readEksSettings } from './settings.ts';

const USAGE =
  'Usage: npm run images -- changed [--github] [all | service …] | destination [--github]' +
  ' | deploy --registry <registry> [--branch main] [--source HEAD] <service>=sha256:… …, each with [--cluster eks]';

await main().catch(exitWith);

async function main(): Promise<void> {
  const { positionals, values } = parseArguments();
  const [what, ...names] = positionals;
  if (what === 'changed') await print(values, { services: await chooseServices(names, values.cluster) });
  else if (what === 'destination') await printDestination(values);
  else if (what === 'deploy') await deployImages({ ...values, images: names });
  else throw new SetupError(USAGE);
}

function parseArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        cluster: { type: 'string', default: 'eks' },
        github: { type: 'boolean', default: false },
        registry: { type: 'string', default: '' },
        branch: { type: 'string', default: 'main' },
        source: { type: 'string', default: 'HEAD' },
      },
    });
  } catch (error) {
    throw new SetupError(`${(error as Error).message}\n${USAGE}`);
  }
}

async function chooseServices(names: readonly string[], cluster: string): Promise<string> {
  const all = await listServices(REPOSITORY);
  const unknown = names.find(name => name !== 'all' && !all.includes(name));
  if (unknown) throw new SetupError(`There is no service "${unknown}"; there are ${all.join(', ')}.`);
  if (names.includes('all')) return JSON.stringify(all);
  if (names.length > 0) return JSON.stringify(names);
  const outdated = await outdatedImages(REPOSITORY, cluster);
  for (const { service, reason } of outdated) console.error(`${service}: ${reason}`);
  return JSON.stringify(outdated.map(({ service }) => service));
}

async function printDestination({ cluster, github }: { cluster: string; github: boolean }): Promise<void> {
  const destination = destinationOf(await readEksSettings(join(REPOSITORY, 'clusters', cluster)));
  if (destination) return print({ github }, { ...destination });
  const notice = `clusters/${cluster}/settings.yaml is still the example: there is nowhere to push images to.`;
  console.log(github ? `::notice title=No cluster::${notice}` : notice);
}

async function print({ github }: { github: boolean }, outputs: Record<string, string>): Promise<void> {
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`);
  process.stdout.write(lines.join(''));
  const file = process.env.GITHUB_OUTPUT;
  if (github && file) await appendFile(file, lines.join(''));
}

async function deployImages(given: Parameters<typeof readDeployment>[1]): Promise<void> {
  const deployment = await readDeployment(REPOSITORY, given);
  const { commit, deployed, newer } = await deploy(REPOSITORY, deployment);
  for (const service of newer) console.log(`${service} runs an image of a later commit already.`);
  if (commit) console.log(`${deployed.join(', ')}: deployed by ${commit}.`);
  else console.log('Nothing to deploy: all is as it should be.');
}
