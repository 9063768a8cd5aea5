import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import { removeTree } from '@vc/local/native/bootstrap.ts';

/** What OCI's image layout calls a descriptor: https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md */
export interface Descriptor {
  mediaType: string;
  /** `sha256:…` */
  digest: string;
  /** Bytes. */
  size: number;
}

/** How long what nobody asks for is kept. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/**
 * Images on disk, each layer once, whoever uses it. A record in `images/<key>.json` is written when all of an image is there:
 * an interrupted run leaves files that nothing refers to.
 *
 * @param folder where they are kept
 */
export function openImageStore(folder: string) {
  const records = join(folder, 'images');
  const blobs = packedIn(folder);
  const recordFile = (key: string) => join(records, `${key}.json`);

  return {
    /** The manifest of an image that was put in under this key. */
    async find(key: string): Promise<Descriptor | undefined> {
      const file = recordFile(key);
      if (!existsSync(file)) return undefined;
      const now = new Date();
      await utimes(file, now, now);
      return readDescriptor(file);
    },

    /**
     * Takes over images from what `docker save` wrote, unpacked in a folder.
     *
     * @param keys the key of each, by the name that it was saved under
     */
    async put(saved: string, keys: ReadonlyMap<string, string>): Promise<void> {
      await mkdir(records, { recursive: true });
      await mkdir(blobs, { recursive: true });
      const manifest = await readFile(join(saved, 'manifest.json'), 'utf8');
      for (const image of JSON.parse(manifest) as SavedImage[]) {
        const keysOfImage = (image.RepoTags ?? []).flatMap(name => keys.get(name) ?? []);
        const descriptor = await takeOver(saved, blobs, image);
        for (const key of keysOfImage) await writeWhole(recordFile(key), JSON.stringify(descriptor));
      }
    },

    /** Writes images under names into a file that `ctr images import` reads. */
    async pack(
      images: readonly { names: readonly string[]; image: Descriptor }[],
      file: string,
    ): Promise<void> {
      const work = `${file}.layout`;
      await removeTree(work);
      await mkdir(work, { recursive: true });
      try {
        const manifests = images.flatMap(({ names, image }) =>
          names.map(name => ({ ...image, annotations: { 'io.containerd.image.name': name } })),
        );
        await writeFile(join(work, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
        await writeFile(join(work, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
        const parts = await Promise.all(images.map(({ image }) => blobsOf(blobs, image)));
        const members = [...new Set(parts.flat())].map(digest => `blobs/sha256/${digest}`);
        await runSuccessfully([
          ...(['tar', '-cf', file, '-C', work, 'oci-layout', 'index.json'] as const),
          ...['-C', folder, ...members],
        ]);
      } finally {
        await removeTree(work);
      }
    },

    /** Removes what nobody asked for in a week. */
    async prune(): Promise<void> {
      const needed = new Set<string>();
      for (const name of await readdir(records)) {
        const file = join(records, name);
        if (Date.now() - (await stat(file)).mtimeMs > KEPT_MS) await rm(file);
        else for (const digest of await blobsOf(blobs, await readDescriptor(file))) needed.add(digest);
      }
      for (const digest of await readdir(blobs)) {
        if (!needed.has(digest)) await rm(join(blobs, digest));
      }
    },
  };
}

/** Where a store has the parts that images are packed of: files whose names are the digests of their contents. */
export function packedIn(folder: string): string {
  return join(folder, 'blobs', 'sha256');
}

/** See {@link openImageStore}. */
export type ImageStore = ReturnType<typeof openImageStore>;

/** As of https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md, `manifest.json`. */
interface SavedImage {
  Config: string;
  RepoTags: string[] | null;
  Layers: string[];
}

/** Of OCI. */
interface ImageManifest {
  schemaVersion: 2;
  mediaType: string;
  config: Descriptor;
  layers: Descriptor[];
}

/** Moves layers and configuration of an image to the others, and writes its manifest. */
async function takeOver(saved: string, blobs: string, { Config, Layers }: SavedImage): Promise<Descriptor> {
  const text = await readFile(join(saved, Config));
  const { rootfs } = JSON.parse(text.toString()) as { rootfs: { diff_ids: string[] } };
  const layers: Descriptor[] = [];
  for (const [index, digest] of rootfs.diff_ids.entries()) {
    const target = join(blobs, hexOf(digest));
    // A layer that several images share may be saved as a link.
    if (!existsSync(target)) await rename(await realpath(join(saved, Layers[index] ?? '')), target);
    const { size } = await stat(target);
    layers.push({ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size });
  }
  const config = await putText(blobs, 'application/vnd.oci.image.config.v1+json', text);
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest: ImageManifest = { schemaVersion: 2, mediaType, config, layers };
  return putText(blobs, mediaType, Buffer.from(JSON.stringify(manifest)));
}

async function putText(blobs: string, mediaType: string, text: Buffer): Promise<Descriptor> {
  const hex = createHash('sha256').update(text).digest('hex');
  await writeWhole(join(blobs, hex), text);
  return { mediaType, digest: `sha256:${hex}`, size: text.length };
}

/** The files of an image, its manifest first. */
async function blobsOf(blobs: string, image: Descriptor): Promise<string[]> {
  const text = await readFile(join(blobs, hexOf(image.digest)), 'utf8');
  const { config, layers } = JSON.parse(text) as ImageManifest; // ours
  return [image, config, ...layers].map(({ digest }) => hexOf(digest));
}

async function readDescriptor(file: string): Promise<Descriptor> {
  return JSON.parse(await readFile(file, 'utf8')) as Descriptor; // ours
}

function hexOf(digest: string): string {
  return digest.slice('sha256:'.length);
}

async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  await writeFile(`${file}.unfinished`, content);
  await rename(`${file}.unfinished`, file);
}
