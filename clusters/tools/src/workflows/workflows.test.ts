import { readFile } from 'node:fs/promises';
import { join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { git } from '../git.ts';
import { imageFilePath } from '../images/image-file.ts';
import { readImageSources } from '../images/image-sources.ts';
import { REPOSITORY } from '../repository.ts';
import { readEksSettings } from '../settings.ts';
import { jobsOf, readWorkflows } from './workflow.ts';
import { npmScripts, WORKFLOW_RULES } from './workflow-rules.ts';

const files = await readWorkflows(REPOSITORY);
const { scripts } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8'));

it('finds the workflows', () => {
  expect(files.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['check.yaml', 'diff.yaml', 'images.yaml']),
  );
});

describe.each(files)('$name', file => {
  it.each(WORKFLOW_RULES)('keeps the rule: $name', ({ find }) => {
    expect(find(file)).toEqual([]);
  });

  it('runs npm scripts that exist', () => {
    expect(npmScripts(file).filter(name => !(name in scripts))).toEqual([]);
  });
});

it('lets a single job write to the repository', () => {
  const writers = files.flatMap(({ name, workflow }) =>
    jobsOf(workflow)
      .filter(({ job }) => typeof job.permissions === 'object' && job.permissions.contents === 'write')
      .map(({ name: job }) => `${job} of ${name}`),
  );
  expect(writers).toEqual(['deploy of images.yaml']);
});

it('names an owner of what is deployed as soon as this is an installation', async () => {
  const { repository } = await readEksSettings(join(REPOSITORY, 'clusters/eks'));
  const owners = await readFile(join(REPOSITORY, '.github/CODEOWNERS'), 'utf8');
  // GitHub says nothing of owners that it does not know: it just asks nobody.
  if (!repository.includes('/example/')) expect(owners).not.toContain('@example');
});

describe('images.yaml', async () => {
  const workflow = files.find(({ name }) => name === 'images.yaml')?.workflow ?? {};
  const images = await readImageSources(REPOSITORY);

  it('is started by a push of any file that may be in an image', async () => {
    const paths = workflow.on?.push?.paths ?? [];
    const tracked = (await git(REPOSITORY, 'ls-files', '-z')).split('\0');
    const built = tracked.filter(path => images.some(({ includes }) => includes(path)));
    expect(built.length).toBeGreaterThan(100);
    expect(built.filter(path => !paths.some(pattern => matchesGlob(path, pattern)))).toEqual([]);
  });

  it('is not started by its own commit', () => {
    const own = imageFilePath('eks', 'auth');
    expect(workflow.on?.push?.paths?.filter(pattern => matchesGlob(own, pattern))).toEqual([]);
  });

  it('offers every service to whoever starts it by hand', () => {
    const offered = workflow.on?.workflow_dispatch?.inputs?.service?.options ?? [];
    expect(offered.toSorted()).toEqual(['all', ...images.map(({ service }) => service)].toSorted());
  });

  it('pushes from the environment that the role in AWS trusts', async () => {
    const { githubSubject } = await readEksSettings(join(REPOSITORY, 'clusters/eks'));
    expect(githubSubject).toMatch(new RegExp(`:environment:${workflow.jobs?.push?.environment}$`));
  });
});
