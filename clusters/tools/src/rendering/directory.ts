import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import type { ApplicationSource } from './application.ts';
import { matchesGlob } from './glob.ts';

const MANIFEST = /\.(?:ya?ml|json|jsonnet)$/;
/** A file with these words is not applied: https://argo-cd.readthedocs.io/en/stable/user-guide/directory/ */
const SKIP = '+argocd:skip-file-rendering';

/** All manifests in a folder, as Argo CD's source type `directory` reads it, in one YAML text. */
export async function renderDirectory(
  folder: string,
  { recurse = false, include, exclude }: NonNullable<ApplicationSource['directory']> = {},
): Promise<string> {
  const names = (await readdir(folder, { recursive: recurse, withFileTypes: true }))
    .filter(entry => entry.isFile() && MANIFEST.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter(name => !(exclude && matchesGlob(exclude, name)) && (!include || matchesGlob(include, name)))
    .sort();
  const jsonnet = names.find(name => name.endsWith('.jsonnet'));
  if (jsonnet) throw new SetupError(`${join(folder, jsonnet)} is Jsonnet, which render does not know.`);
  const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')));
  return texts.filter(text => !text.includes(SKIP)).join('\n---\n');
}
