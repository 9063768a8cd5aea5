import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { type ImageStore, openImageStore } from './image-store.ts';

let folder: string;
let store: ImageStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-store-'));
  store = openImageStore(folder);
  onTestFinished(() => rm(folder, { recursive: true }));
});

it('finds an image by its key, once all of it is there', async () => {
  expect(await store.find('key-of-a')).toBeUndefined();
  await save({ a: ['layer 1', 'layer 2'] });
  const image = await store.find('key-of-a');
  const manifest = await readFile(join(folder, 'blobs/sha256', image?.digest.slice(7) ?? ''), 'utf8');
  expect(`sha256:${sha256(manifest)}`).toBe(image?.digest);
  expect(JSON.parse(manifest)).toMatchObject({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    layers: [{ digest: `sha256:${sha256('layer 1')}`, size: 7 }, { digest: `sha256:${sha256('layer 2')}` }],
  });
});

it('keeps a layer that images share once, and packs it once', async () => {
  await save({ a: ['shared', 'of a'], b: ['shared', 'of b'] });
  const [a, b] = await Promise.all(['key-of-a', 'key-of-b'].map(key => store.find(key)));
  if (!a || !b) throw new Error('an image is missing');
  const file = join(folder, 'packed.tar');
  await store.pack(
    [
      { image: a, names: ['docker.io/library/a:1', 'localhost/a'] },
      { image: b, names: ['b'] },
    ],
    file,
  );
  const members = (await runSuccessfully(['tar', '-tf', file])).trim().split('\n');
  // Three layers, two configurations, two manifests.
  expect(members.filter(name => name.startsWith('blobs/'))).toHaveLength(7);
  const index = JSON.parse(await runSuccessfully(['tar', '-xOf', file, 'index.json']));
  expect(index.manifests).toMatchObject([
    { digest: a.digest, annotations: { 'io.containerd.image.name': 'docker.io/library/a:1' } },
    { digest: a.digest, annotations: { 'io.containerd.image.name': 'localhost/a' } },
    { digest: b.digest, annotations: { 'io.containerd.image.name': 'b' } },
  ]);
});

it('removes what no image refers to, as an interrupted run leaves it', async () => {
  await save({ a: ['layer'] });
  await writeFile(join(folder, 'blobs/sha256/left-over'), '');
  await store.prune();
  expect(await readdir(join(folder, 'blobs/sha256'))).toHaveLength(3);
  expect(await store.find('key-of-a')).toBeDefined();
});

/** Puts images into the store, as `docker save` writes them: each name with its layers. */
async function save(images: Record<string, string[]>): Promise<void> {
  const saved = join(folder, 'saved');
  await mkdir(saved);
  const manifest = [];
  for (const [name, layers] of Object.entries(images)) {
    const files = layers.map(content => `${sha256(content)}.tar`);
    for (const [index, file] of files.entries()) await writeFile(join(saved, file), layers[index] ?? '');
    const diffIds = layers.map(content => `sha256:${sha256(content)}`);
    await writeFile(join(saved, `${name}.json`), JSON.stringify({ name, rootfs: { diff_ids: diffIds } }));
    manifest.push({ Config: `${name}.json`, RepoTags: [`${name}:1`], Layers: files });
  }
  await writeFile(join(saved, 'manifest.json'), JSON.stringify(manifest));
  await store.put(saved, new Map(Object.keys(images).map(name => [`${name}:1`, `key-of-${name}`])));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
