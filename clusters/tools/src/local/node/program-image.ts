import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';

/** An image of nothing but one static program. */
export interface ProgramImage {
  /** Full name and tag. */
  name: string;
  /** A file of this machine. It comes to lie in the image's root. */
  program: string;
  args: readonly string[];
  /** The number of whom it runs as, and of the group. */
  user: string;
}

/** Makes an image of a static program as `docker save` would write it; the same program makes the same image. */
export async function writeProgramImage(image: ProgramImage, tar: string): Promise<void> {
  const work = `${tar}.building`;
  await rm(work, { recursive: true, force: true });
  await mkdir(join(work, 'root'), { recursive: true });
  await copyFile(image.program, join(work, 'root', basename(image.program)));
  const layer = join(work, 'layer.tar');
  await pack(join(work, 'root'), layer);
  const digest = createHash('sha256')
    .update(await readFile(layer))
    .digest('hex');
  const manifest = [{ Config: 'config.json', RepoTags: [image.name], Layers: ['layer.tar'] }];
  await writeFile(join(work, 'config.json'), JSON.stringify(configuration(image, digest)));
  await writeFile(join(work, 'manifest.json'), JSON.stringify(manifest));
  await rm(join(work, 'root'), { recursive: true });
  await pack(work, tar);
  await rm(work, { recursive: true });
}

/** As of https://github.com/opencontainers/image-spec/blob/main/config.md. */
function configuration({ program, args, user }: ProgramImage, layerDigest: string): object {
  return {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: { User: user, Entrypoint: [`/${basename(program)}`, ...args] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${layerDigest}`] },
  };
}

async function pack(folder: string, tar: string): Promise<void> {
  const same = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--format=gnu'];
  await runSuccessfully(['tar', '--create', `--file=${tar}`, `--directory=${folder}`, ...same, '.']);
}
