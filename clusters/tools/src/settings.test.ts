import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { expect, it, onTestFinished } from 'vitest';
import { REPOSITORY } from './repository.ts';
import { readEksSettings, readSettings } from './settings.ts';

it('reads the settings of each cluster', async () => {
  expect(await readEksSettings(join(REPOSITORY, 'clusters/eks'))).toMatchObject({
    name: 'eks',
    account: '111122223333',
    nodes: { least: 3 },
    storage: { postgres: '20Gi' },
  });
  expect(await readSettings(join(REPOSITORY, 'clusters/local'))).toMatchObject({ name: 'local' });
});

it('lists all that is wrong in one sentence', async () => {
  const folder = await folderWith(`
    metadata: { name: eks }
    spec: { repository: example, revision: main, host: h, mailFrom: a@b.c, contact: mailto:a@b.c, account: 111122223333 }`);
  await expect(readEksSettings(folder)).rejects.toThrow(
    /repository must be the URL.*; spec.cluster must be .*; spec.account must be the twelve digits .*, in quotes;/,
  );
});

it('refuses a network that has no addresses for the pods of all nodes', async () => {
  const example = await readFile(join(REPOSITORY, 'clusters/eks/settings.yaml'), 'utf8');
  const folder = await folderWith(example.replace('10.42.0.0/16', '10.42.0.0/24'));
  await expect(readEksSettings(folder)).rejects.toThrow('spec.network must be a network of /16 to /20');
});

it('refuses fewer nodes than the datastores have members', async () => {
  const example = await readFile(join(REPOSITORY, 'clusters/eks/settings.yaml'), 'utf8');
  const folder = await folderWith(example.replace('least: 3', 'least: 2'));
  await expect(readEksSettings(folder)).rejects.toThrow(
    'spec.nodes.least must be a whole number of at least 3',
  );
});

it('refuses more nodes at least than at most', async () => {
  const example = await readFile(join(REPOSITORY, 'clusters/eks/settings.yaml'), 'utf8');
  const folder = await folderWith(example.replace('least: 3', 'least: 9'));
  await expect(readEksSettings(folder)).rejects.toThrow('must not exceed');
});

it('says where it has looked', async () => {
  await expect(readSettings('/nowhere')).rejects.toThrow('There is no /nowhere/settings.yaml.');
});

async function folderWith(settings: string): Promise<string> {
  const folder = await createTemporaryDirectory();
  onTestFinished(() => removeDirectory(folder));
  await writeFile(join(folder, 'settings.yaml'), settings);
  return folder;
}
