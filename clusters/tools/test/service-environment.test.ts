import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type CommandResult, runCommand } from '@vc/local/command.ts';
import { freePort } from '@vc/local/native/free-port.ts';
import { silentProgress } from '@vc/local/progress.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { declaredVariables, environmentOf, environmentProblems } from '../src/charts/service-environment.ts';
import { workloadsOf } from '../src/kubernetes/workloads.ts';
import { renderApps } from '../src/rendering/app-rendering.ts';
import { renderCluster } from '../src/rendering/cluster-rendering.ts';
import { EXAMPLE_CLUSTER, REPOSITORY } from '../src/repository.ts';
import { imageName, OURS } from '../src/rules/images.ts';
import { ensureSources } from '../src/source-cache.ts';
import { mountSecrets, withSecretsIn } from './sealing/plaintext.ts';

const tools = inject('tools');
const sources = await ensureSources(silentProgress);

const rendered = {
  example: (await renderApps(tools.helm, REPOSITORY, EXAMPLE_CLUSTER)).flatMap(({ manifests }) => manifests),
  eks: await clusterManifests('eks'),
  local: await clusterManifests('local'),
};

/** Every container that runs one of our images, with the program in it. */
const containers = Object.entries(rendered).flatMap(([cluster, manifests]) =>
  workloadsOf(manifests).flatMap(({ title, namespace, pod }) =>
    (pod.containers ?? [])
      .filter(({ image }) => OURS.includes(imageName(image)))
      .map(container => ({
        cluster,
        title: `${title} of ${cluster}`,
        // What an image runs by itself: services/Dockerfile.
        program: container.args?.[1] ?? `services/${imageName(container.image)}/src/main.ts`,
        environment: environmentOf(container, namespace, manifests),
      })),
  ),
);

/** Each once: what has the same environment in a cluster as in the example has been tested there. */
const programs = containers.filter(
  ({ program, environment }, index) =>
    containers.findIndex(it => it.program === program && isDeepStrictEqual(it.environment, environment)) ===
    index,
);

async function clusterManifests(name: string) {
  const { renderings } = await renderCluster(tools, name, { sources });
  return renderings.flatMap(({ manifests }) => manifests);
}

const secrets = await createTemporaryDirectory();
await mountSecrets(secrets);
afterAll(() => removeDirectory(secrets));

it('finds the services and the jobs', () => {
  expect(containers).toHaveLength(3 * (4 + 3 + 1));
});

describe.each(programs)('the environment of $title', ({ program, environment }) => {
  it('is enough for the program, and well-formed', async () => {
    const lines: string[] = [];
    const { code } = await runCommand([process.execPath, join(REPOSITORY, program)], {
      env: { PATH: process.env.PATH, ...environment },
      onLine: line => lines.push(line),
    });
    expect(environmentProblems(lines)).toEqual([]);
    expect(code).toBe(78); // for want of the secrets, which are mounted in the cluster alone
  });

  it('has nothing that the program does not know', async () => {
    const service = /^services\/(?:lib\/)?[^/]+/.exec(program)?.[0] ?? '';
    const [config, shared] = await Promise.all(
      [`${service}/src/config.ts`, 'services/lib/kit/src/service-config.ts'].map(file =>
        readFile(join(REPOSITORY, file), 'utf8').catch(() => ''),
      ),
    );
    const known = ['DATABASE_URL', ...declaredVariables(config ?? '', shared ?? '')];
    const given = Object.keys(environment).map(name => name.replace(/_FILE$/, ''));
    expect(given.filter(name => !known.includes(name))).toEqual([]);
  });
});

describe('with the secrets that `npm run seal` makes', () => {
  // Where they are mounted is the charts' doing, and the same in every cluster.
  const ofExample = programs.filter(({ cluster }) => cluster === 'example');
  const jobs = ofExample.filter(({ title }) => title.startsWith('Job '));
  const services = ofExample.filter(program => !jobs.includes(program));

  it.each(services)(
    '$title begins its work, though no datastore is here',
    async ({ program, environment }) => {
      const stop = new AbortController();
      const adminPort = await freePort();
      const running = start(program, { ...environment, ADMIN_PORT: String(adminPort) }, stop.signal);
      await expect.poll(() => isLive(adminPort)).toBe(true);
      stop.abort();
      await running;
    },
  );

  it.each(jobs)('$title ends for want of its datastore alone', async ({ program, environment }) => {
    const { code } = await start(program, { ...environment, WAIT_SECONDS: '0' });
    expect(code).toBe(1);
  });
});

function start(
  program: string,
  environment: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<CommandResult> {
  return runCommand([process.execPath, join(REPOSITORY, program)], {
    env: {
      PATH: process.env.PATH,
      ...withSecretsIn(secrets, environment),
      HOST: '127.0.0.1',
      PORT: '0',
      TEMP_DIR: secrets,
    },
    signal,
  });
}

async function isLive(adminPort: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${adminPort}/livez`).then(
    ({ ok }) => ok,
    () => false,
  );
}
