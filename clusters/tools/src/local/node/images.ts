import { runCommand, runSuccessfully } from '@vc/local/command.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import type { NodeFiles } from './layout.ts';

/** The command that talks to a containerd about what the pods of a node see, up to its own arguments. */
export type Ctr = readonly [string, ...string[]];

/** That of the node with these files. */
export function ctr(files: NodeFiles): Ctr {
  return [files.program('ctr'), `--address=${files.containerdSocket}`, '--namespace=k8s.io'];
}

/** The full name that containerd keeps an image under: `postgres:18` is `docker.io/library/postgres:18`. */
export function fullImageName(name: string): string {
  const [registry = '', ...path] = name.split('/');
  const hasRegistry = path.length > 0 && /[.:]|^localhost$/.test(registry);
  if (hasRegistry) return name;
  return path.length > 0 ? `docker.io/${name}` : `docker.io/library/${name}`;
}

/** Takes over images out of tars as `docker save` writes them, names included. */
export async function importImages(
  ctr: Ctr,
  tars: readonly string[],
  onProgress: (text: string) => void,
): Promise<void> {
  for (const tar of tars) {
    onProgress(tar);
    const { code, stderr } = await runCommand([...ctr, 'images', 'import', tar]);
    if (code !== 0) throw new SetupError(`containerd does not take ${tar}: ${stderr}`);
  }
}

/** The digest of what a name stands for, such as `sha256:…`; nothing where pods cannot be made of it. */
export async function findDigest(ctr: Ctr, name: string): Promise<string | undefined> {
  const list = await runSuccessfully([...ctr, 'images', 'list', `name==${fullImageName(name)}`]);
  return parseDigest(list);
}

/** Reads a table of at most one image, with a line of headings: the columns are name, type and digest. */
export function parseDigest(list: string): string | undefined {
  const [, image] = list.trim().split('\n');
  return image?.split(/\s+/)[2];
}

/** The full names of all images. */
export async function listImages(ctr: Ctr): Promise<string[]> {
  const names = await runSuccessfully([...ctr, 'images', 'list', '--quiet']);
  return names.split('\n').filter(Boolean);
}

/** Removes names, and what of their images nobody else needs. */
export async function removeImages(ctr: Ctr, names: readonly string[]): Promise<void> {
  if (names.length > 0) await runSuccessfully([...ctr, 'images', 'remove', '--sync', ...names]);
}

/** Gives an image one more name, or takes that name from another image. */
export async function tagImage(ctr: Ctr, name: string, asName: string): Promise<void> {
  const names = [fullImageName(name), fullImageName(asName)];
  await runSuccessfully([...ctr, 'images', 'tag', '--force', ...names]);
}
