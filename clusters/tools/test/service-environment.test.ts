import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { describe, expect, inject, it } from 'vitest';
import { renderApps } from '../src/rendering.ts';
import { EXAMPLE_CLUSTER, REPOSITORY } from '../src/repository.ts';
import { imageName, OURS } from '../src/rules/images.ts';
import { declaredVariables, environmentOf, environmentProblems } from '../src/service-environment.ts';
import { workloadsOf } from '../src/workloads.ts';

const renderings = await renderApps(inject('tools').helm, REPOSITORY, EXAMPLE_CLUSTER);
const manifests = renderings.flatMap(rendering => rendering.manifests);

/** Every container that runs one of our images, with the program in it. */
const programs = workloadsOf(manifests).flatMap(({ title, namespace, pod }) =>
  (pod.containers ?? [])
    .filter(({ image }) => OURS.includes(imageName(image)))
    .map(container => ({
      title,
      // What an image runs by itself: services/Dockerfile.
      program: container.args?.[1] ?? `services/${imageName(container.image)}/src/main.ts`,
      environment: environmentOf(container, namespace, manifests),
    })),
);

it('finds the services and the jobs', () => {
  expect(programs).toHaveLength(4 + 3 + 1);
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
