import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY } from '../repository.ts';
import { destinationOf } from './destination.ts';

const SETTINGS = { account: '999988887777', region: 'eu-west-1', cluster: 'vc' };

it('finds registry and role in the settings of the cluster', () => {
  expect(destinationOf(SETTINGS)).toEqual({
    registry: '999988887777.dkr.ecr.eu-west-1.amazonaws.com/vc',
    region: 'eu-west-1',
    role: 'arn:aws:iam::999988887777:role/vc-images',
  });
});

it('knows none while the settings are the example of a fresh fork', () => {
  expect(destinationOf({ ...SETTINGS, account: '111122223333' })).toBeUndefined();
});

it('names the repositories and the role as CloudFormation makes them', async () => {
  const stack = await readFile(join(REPOSITORY, 'clusters/eks/aws.yaml'), 'utf8');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own.
  for (const name of ['RoleName: !Sub "${Cluster}-images"', 'RepositoryName: !Sub "${Cluster}/${Service}"']) {
    expect(stack).toContain(name);
  }
});
