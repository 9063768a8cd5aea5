import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { git } from '../../src/git.ts';
import { commitAll, copyWorkingTree, describeWorkingTree, openCheckout } from '../../src/local/checkout.ts';
import { createOrigin } from '../images/origin.ts';

const FILES = {
  '.gitignore': 'ignored\n',
  'apps/a.yaml': 'a: 1\n',
  'apps/removed.yaml': '',
  'clusters/local/secrets/README.md': 'how\n',
};

/** Somebody's working tree, and a clone of the cluster's own remote, which is empty. */
async function createTrees() {
  const remote = await createOrigin({ 'clusters/local/images/auth.yaml': 'image: {}\n' });
  const tree = await (await createOrigin(FILES)).clone();
  const checkout = join(dirname(await remote.clone()), 'checkout');
  await openCheckout(checkout, join(dirname(checkout), 'bare.git'), 'main');
  return { tree, checkout, remote };
}

async function write(folder: string, path: string, text = ''): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

it('commits what git has, what it would take and what is changed, and nothing else', async () => {
  const { tree, checkout } = await createTrees();
  await write(tree, 'apps/a.yaml', 'a: 2\n');
  await write(tree, 'apps/new.sh', 'true\n');
  await chmod(join(tree, 'apps/new.sh'), 0o755);
  await write(tree, 'ignored', 'secret\n');
  await rm(join(tree, 'apps/removed.yaml'));
  await copyWorkingTree(tree, checkout);
  await commitAll(checkout, 'Take over');
  expect((await git(checkout, 'ls-files')).split('\n')).toEqual([
    '.gitignore',
    'apps/a.yaml',
    'apps/new.sh',
    'clusters/local/images/auth.yaml',
    'clusters/local/secrets/README.md',
  ]);
  expect(await readFile(join(checkout, 'apps/a.yaml'), 'utf8')).toBe('a: 2\n');
  expect((await stat(join(checkout, 'apps/new.sh'))).mode & 0o100).toBe(0o100);
});

it('leaves the working tree as it is', async () => {
  const { tree, checkout } = await createTrees();
  await write(tree, 'apps/a.yaml', 'a: 2\n');
  const look = async () => [await git(tree, 'status', '--porcelain'), await git(tree, 'rev-parse', 'HEAD')];
  const before = await look();
  await copyWorkingTree(tree, checkout);
  expect(await look()).toEqual(before);
});

it('keeps what was made for this cluster, and takes nothing that was made for another', async () => {
  const { tree, checkout } = await createTrees();
  await write(checkout, 'clusters/local/secrets/video-converter/auth.yaml', 'sealed\n');
  await write(tree, 'clusters/local/secrets/certificate.pem', 'of another\n');
  await write(tree, 'clusters/local/images/auth.yaml', 'of another\n');
  await copyWorkingTree(tree, checkout);
  expect(existsSync(join(checkout, 'clusters/local/secrets/video-converter/auth.yaml'))).toBe(true);
  expect(existsSync(join(checkout, 'clusters/local/secrets/certificate.pem'))).toBe(false);
  expect(await readFile(join(checkout, 'clusters/local/images/auth.yaml'), 'utf8')).toBe('image: {}\n');
});

it('removes what has gone from the working tree, and commits nothing where nothing has changed', async () => {
  const { tree, checkout } = await createTrees();
  await copyWorkingTree(tree, checkout);
  await commitAll(checkout, 'First');
  await rm(join(tree, 'apps/removed.yaml'));
  await copyWorkingTree(tree, checkout);
  await commitAll(checkout, 'Second');
  await copyWorkingTree(tree, checkout);
  await commitAll(checkout, 'Third');
  expect(existsSync(join(checkout, 'apps/removed.yaml'))).toBe(false);
  expect(await git(checkout, 'log', '-1', '--format=%s')).toBe('Second');
});

it('is what the remote is when it is opened again, whatever an interrupted run has left', async () => {
  const { checkout, remote } = await createTrees();
  await write(checkout, 'half', 'done\n');
  await commitAll(checkout, 'Half done');
  await write(checkout, 'other', 'half\n');
  await openCheckout(checkout, join(dirname(checkout), 'bare.git'), 'main');
  expect(await git(checkout, 'status', '--porcelain')).toBe('');
  expect((await git(checkout, 'log', '--format=%s')).split('\n')).toEqual(await remote.subjects());
});

it('says what a working tree is', async () => {
  const { tree } = await createTrees();
  const commit = await git(tree, 'rev-parse', '--short', 'HEAD');
  expect(await describeWorkingTree(tree)).toBe(`${commit} "Change sources"`);
  await write(tree, 'apps/new.yaml');
  expect(await describeWorkingTree(tree)).toBe(`${commit} "Change sources", and what is not committed`);
});
