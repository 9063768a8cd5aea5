import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { gitEnvironment } from '../git-environment.ts';
import { parseDocuments } from '../kubernetes/yaml.ts';
import type { LocalSource } from '../source-cache.ts';
import { unknownSource } from '../sources.ts';
import { RenderError } from './helm.ts';
import { keepResult } from './kept-result.ts';
import { kustomizationInputs } from './kustomization-inputs.ts';

/** Nobody listens at port 0, so what asks for the network is refused at once. */
const NO_NETWORK = 'http://127.0.0.1:0';
/** What makes documents of text. */
const PARSER = new URL('../kubernetes/yaml.ts', import.meta.url);

/** What a kustomization gives: text, and the documents in it. */
export interface BuiltKustomization {
  text: string;
  documents: unknown[];
}

/**
 * `kustomize build` of a folder, kept until an input changes: what others deploy is megabytes of YAML, the same for months.
 *
 * @param root of the repository: elsewhere its files give the same
 */
export async function readKustomization(
  kustomize: string,
  folder: string,
  root: string,
  sources: readonly LocalSource[],
): Promise<BuiltKustomization> {
  const files = await kustomizationInputs(folder);
  const inputs = [
    kustomize,
    await readFile(PARSER, 'utf8'),
    sources.map(source => source.folder),
    files.map(({ path, content }) => [relative(root, path), content]),
  ];
  return keepResult(join(cacheDirectory(), 'kustomizations'), inputs, async () => {
    const text = await buildKustomization(kustomize, folder, sources);
    return { text, documents: parseDocuments(text) };
  });
}

/**
 * `kustomize build` of a folder. Bases of others come from this machine; the network is out of reach.
 *
 * @throws {SetupError} for a base that is not in the table of sources
 * @throws {RenderError} when kustomize refuses the folder; the message is its own
 */
export async function buildKustomization(
  kustomize: string,
  folder: string,
  sources: readonly LocalSource[],
): Promise<string> {
  const { code, stdout, stderr } = await runCommand([kustomize, 'build', folder], {
    env: offlineEnvironment(sources),
  });
  if (code === 0) return stdout;
  const [, address, revision] = /git fetch --depth=1 (\S+) (\S+)': fatal: /.exec(stderr) ?? [];
  if (address && revision) throw new SetupError(unknownSource(address, revision));
  throw new RenderError(`kustomize build ${folder}: ${stderr}`);
}

/** Kustomize first asks for a base by HTTP, then by git, which knows each public address as a folder. */
function offlineEnvironment(sources: readonly LocalSource[]): NodeJS.ProcessEnv {
  const addresses = sources.flatMap(({ address, folder }) => [
    [`url.file://${folder}/.git.insteadOf`, address],
    // The longest match counts: without this line the suffix would be kept.
    [`url.file://${folder}/.git/.insteadOf`, `${address}.git`],
  ]);
  return {
    ...gitEnvironment(Object.fromEntries(addresses)),
    GIT_ALLOW_PROTOCOL: 'file',
    HTTP_PROXY: NO_NETWORK,
    HTTPS_PROXY: NO_NETWORK,
  };
}
