/**
 * For CI: which images must be built, and the commit that deploys them.
 *
 * `npm run images -- changed [--cluster eks] [--github] [all | service …]` prints the services whose images are out of date as JSON,
 * or just those that are named; `--github` makes it the output `services` of a step.
 *
 * `npm run images -- deploy --registry <registry> [--cluster eks] [--branch main] [--source HEAD] <service>=sha256:… …` commits and
 * pushes digests.
 */
import { appendFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { exitWith, SetupError } from '@vc/local/setup-error.ts';
import { outdatedImages } from './images/changed.ts';
import { deploy } from './images/deploy.ts';
import { readDeployment } from './images/deployment.ts';
import { listServices } from './images/image-sources.ts';
import { REPOSITORY } from './repository.ts';

const USAGE =
  'Usage: npm run images -- changed [--cluster eks] [--github] [all | service …]' +
  ' | deploy --registry <registry> [--cluster eks] [--branch main] [--source HEAD] <service>=sha256:… …';

await main().catch(exitWith);

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      cluster: { type: 'string', default: 'eks' },
      github: { type: 'boolean', default: false },
      registry: { type: 'string', default: '' },
      branch: { type: 'string', default: 'main' },
      source: { type: 'string', default: 'HEAD' },
    },
  });
  const [what, ...names] = positionals;
  if (what === 'changed') await printChanged(names, values);
  else if (what === 'deploy') await deployImages({ ...values, images: names });
  else throw new SetupError(USAGE);
}

async function printChanged(
  names: readonly string[],
  { cluster, github }: { cluster: string; github: boolean },
): Promise<void> {
  const services = JSON.stringify(await chooseServices(names, cluster));
  console.log(services);
  const output = process.env.GITHUB_OUTPUT;
  if (github && output) await appendFile(output, `services=${services}\n`);
}

async function chooseServices(names: readonly string[], cluster: string): Promise<string[]> {
  const all = await listServices(REPOSITORY);
  const unknown = names.find(name => name !== 'all' && !all.includes(name));
  if (unknown) throw new SetupError(`There is no service "${unknown}"; there are ${all.join(', ')}.`);
  if (names.includes('all')) return all;
  if (names.length > 0) return [...names];
  const outdated = await outdatedImages(REPOSITORY, cluster);
  for (const { service, reason } of outdated) console.error(`${service}: ${reason}`);
  return outdated.map(({ service }) => service);
}

async function deployImages(given: Parameters<typeof readDeployment>[1]): Promise<void> {
  const deployment = await readDeployment(REPOSITORY, given);
  const { commit, deployed, newer } = await deploy(REPOSITORY, deployment);
  for (const service of newer) console.log(`${service} runs an image of a later commit already.`);
  if (commit) console.log(`${deployed.join(', ')}: deployed by ${commit}.`);
  else console.log('Nothing to deploy: all is as it should be.');
}
