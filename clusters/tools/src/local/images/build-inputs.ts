import { createHash } from 'node:crypto';
import { copyFile, lstat, mkdir, readdir, readFile, readlink, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** A file that an image is built from. */
export interface BuildInput {
  /** In the build context. */
  path: string;
  /** Where it lies. */
  file: string;
  /** What stands for its content in keys, for files that are large and never change under one name. */
  identity?: string;
}

/**
 * A key of everything that decides on an image.
 *
 * @param more what is not a file: the images below, the name of a target
 */
export async function keyOf(inputs: readonly BuildInput[], more: readonly string[]): Promise<string> {
  const parts = await Promise.all(
    inputs.map(async ({ path, file, identity }) => [path, identity ?? (await describe(file))]),
  );
  const recipe = JSON.stringify([more, parts.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))]);
  return createHash('sha256').update(recipe).digest('hex').slice(0, 24);
}

/** Copies the files to where a build may read them. */
export async function writeContext(inputs: readonly BuildInput[], folder: string): Promise<void> {
  for (const { path, file } of inputs) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    if ((await lstat(file)).isSymbolicLink()) await symlink(await readlink(file), target);
    else await copyFile(file, target); // with its mode
  }
}

/** What of a file ends up in an image. */
async function describe(file: string): Promise<string> {
  const stats = await lstat(file);
  if (stats.isSymbolicLink()) return `link ${await readlink(file)}`;
  const isExecutable = (stats.mode & 0o100) !== 0;
  return `${isExecutable ? 'program' : 'file'} ${(await readFile(file)).toString('base64')}`;
}

/** All files and links below a folder, by their paths in it, below `at`; of a file, itself. */
export async function filesBelow(folder: string, at = ''): Promise<BuildInput[]> {
  if ((await stat(folder)).isFile()) return [{ path: at, file: folder }];
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter(entry => entry.isFile() || entry.isSymbolicLink())
    .map(entry => join(entry.parentPath, entry.name))
    .map(file => ({ path: join(at, relative(folder, file)), file }));
}
