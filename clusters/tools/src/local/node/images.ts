import { runCommand, runSuccessfully } from '@vc/local/command.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import type { NodeFiles } from './layout.ts';

/** The command that talks to a node's containerd about what its pods see. */
export function ctr(files: NodeFiles): [string, ...string[]] {
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
  files: NodeFiles,
  tars: readonly string[],
  onProgress: (text: string) => void,
): Promise<void> {
  for (const tar of tars) {
    onProgress(tar);
    const { code, stderr } = await runCommand([...ctr(files), 'images', 'import', tar]);
    if (code !== 0) throw new SetupError(`containerd does not take ${tar}: ${stderr}`);
  }
}

/** Whether pods can be made of an image. */
export async function hasImage(files: NodeFiles, name: string): Promise<boolean> {
  const query = `name==${fullImageName(name)}`;
  return (await runSuccessfully([...ctr(files), 'images', 'list', '--quiet', query])).trim() !== '';
}

/** Gives an image one more name, or takes that name from another image. */
export async function tagImage(files: NodeFiles, name: string, asName: string): Promise<void> {
  const names = [fullImageName(name), fullImageName(asName)];
  await runSuccessfully([...ctr(files), 'images', 'tag', '--force', ...names]);
}
