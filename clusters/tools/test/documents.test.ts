import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { readArguments } from '../src/cluster/arguments.ts';
import { renderCluster } from '../src/rendering/cluster-rendering.ts';
import { REPOSITORY } from '../src/repository.ts';
import { inventoryOf } from '../src/sealing/inventory.ts';

const { scripts } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const { applications, renderings } = await renderCluster(inject('tools'), 'eks');
const objects = renderings.flatMap(({ manifests }) => manifests);
const secrets = inventoryOf({
  apps: applications.map(({ name }) => name),
  repository: 'https://example.org/a.git',
});

/** Words for kinds, as kubectl takes them. */
const KINDS: Readonly<Record<string, string>> = {
  deploy: 'Deployment',
  deployment: 'Deployment',
  'deployment.apps': 'Deployment',
  service: 'Service',
  statefulset: 'StatefulSet',
};

/** Makes names: pods of StatefulSets, and Secrets that are sealed. */
function isThere(namespace: string, kind: string, name: string): boolean {
  if (kind === 'pod') return isThere(namespace, 'statefulset', name.replace(/-\d$/, ''));
  if (kind === 'secret')
    return name === 'sealing-key' || secrets.some(it => it.namespace === namespace && it.name === name);
  return objects.some(
    it => it.kind === KINDS[kind] && it.metadata.name === name && it.metadata.namespace === namespace,
  );
}

const NAMED =
  /kubectl -n (\S+) (?:exec|get|port-forward|logs)(?: -\S+)* (?:(deploy|service|pod)\/([\w-]+)|(secret) ([\w-]+)|([a-z]+-\d))/g;

describe.each(['clusters/eks/README.md', 'clusters/eks/OPERATIONS.md'])('%s', path => {
  const text = async () => readFile(join(REPOSITORY, path), 'utf8');

  it('names scripts that there are', async () => {
    const named = [...(await text()).matchAll(/npm run(?: --silent)? ([\w-]+)/g)].map(
      ([, name = '']) => name,
    );
    expect(named.length).toBeGreaterThan(3);
    for (const name of named) expect(scripts).toHaveProperty([name]);
  });

  it('gives arguments that `npm run cluster` takes', async () => {
    const lines = [...(await text()).matchAll(/npm run cluster -- ([^`#\n]+)/g)].map(([, line = '']) =>
      line.trim(),
    );
    for (const line of lines) expect(readArguments(line.split(/\s+/)).name).toBe('eks');
  });

  it('links to files, and to headings in them', async () => {
    for (const [, link = ''] of (await text()).matchAll(/\]\(((?!https?:)[^)]+)\)/g)) {
      const [file, heading] = link.split('#');
      const target = join(REPOSITORY, file ? join(dirname(path), file) : path);
      expect(existsSync(target), link).toBe(true);
      if (heading) expect(headings(await readFile(target, 'utf8')), link).toContain(heading);
    }
  });

  it('names objects that are deployed', async () => {
    for (const [line, namespace = '', kind, name, secret, secretName, pod] of (await text()).matchAll(
      NAMED,
    )) {
      const found = isThere(namespace, kind ?? secret ?? 'pod', name ?? secretName ?? pod ?? '');
      expect(found, line).toBe(true);
    }
  });
});

/** As GitHub makes anchors of them. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}
