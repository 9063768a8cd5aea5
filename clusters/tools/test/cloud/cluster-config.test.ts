import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import { silentProgress } from '@vc/local/progress.ts';
import { Ajv, type ErrorObject } from 'ajv';
import { expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import type { ClusterConfig } from '../../src/cluster/cluster-config.ts';
import { REPOSITORY } from '../../src/repository.ts';
import { ensureSources } from '../../src/source-cache.ts';

const FOLDER = join(REPOSITORY, 'clusters/eks/cluster');

const text = await runSuccessfully([
  inject('tools').kustomize,
  'build',
  '--load-restrictor=LoadRestrictionsNone',
  FOLDER,
]);
const config = parse(text) as ClusterConfig;

/** eksctl's own schema. It has formats and keywords of its own, which say nothing about what is allowed. */
async function check(value: unknown): Promise<ErrorObject[]> {
  const source = (await ensureSources(silentProgress)).find(({ name }) => name === 'eksctl');
  const schema = await readFile(
    join(source?.folder ?? '', 'pkg/apis/eksctl.io/v1alpha5/assets/schema.json'),
    'utf8',
  );
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.validate(JSON.parse(schema), value);
  return ajv.errors ?? [];
}

it('passes the schema of eksctl', async () => {
  expect(await check(config)).toEqual([]);
});

it.each([
  ['a word that eksctl does not know', { ...config, addonConfig: {} }],
  ['text for a number', { ...config, managedNodeGroups: [{ ...config.managedNodeGroups[0], minSize: '3' }] }],
  [
    'an image family that there is not',
    { ...config, managedNodeGroups: [{ ...config.managedNodeGroups[0], amiFamily: 'Debian' }] },
  ],
])('would not pass with %s', async (_, wrong) => {
  expect(await check(wrong)).not.toEqual([]);
});

it('names a version of each add-on, without which `eksctl update addon` keeps the old one', () => {
  const versions = config.addons.map(({ name, version }) => `${name} ${version}`);
  expect(versions).toEqual(config.addons.map(({ name }) => `${name} latest`));
});

it('is filled in from the settings, and nothing is left to be', () => {
  expect(text).not.toMatch(/\b(?:CLUSTER|REGION|ACCOUNT|NETWORK|TYPE)\b/);
  expect(config).toMatchObject({
    metadata: { name: 'video-converter', region: 'eu-central-1' },
    vpc: { cidr: '10.42.0.0/16' },
    secretsEncryption: { keyARN: 'arn:aws:kms:eu-central-1:111122223333:alias/video-converter/secrets' },
    managedNodeGroups: [
      { instanceType: 'm7i.large', minSize: 3, desiredCapacity: 3, maxSize: 6, volumeSize: 80 },
    ],
  });
});
