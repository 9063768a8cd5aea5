import { dirname } from 'node:path';
import { describeImport, listImports, packageOf } from './import-list.ts';
import { isDeployed, type Rule, type SourceFile } from './source-file.ts';
import { workspaceOf } from './workspace.ts';

type Manifest = Partial<Record<(typeof KINDS)[number], Record<string, string>>>;
const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

const exactVersions: Rule = {
  name: 'every version in a package.json is exact',
  find: files =>
    listManifests(files).flatMap(({ path, manifest }) =>
      KINDS.flatMap(kind => Object.entries(manifest[kind] ?? {}))
        .filter(([, version]) => !EXACT.test(version))
        .map(([name, version]) => `${path} has ${name} ${version}`),
    ),
};

/** npm hoists: what another workspace declares is found as well, until an image is built without that workspace. */
const declared: Rule = {
  name: 'what is deployed declares the packages that it imports',
  find: files => {
    const declaredIn = new Map(
      listManifests(files).map(({ path, manifest }) => [dirname(path), manifest.dependencies ?? {}]),
    );
    return listImports(files)
      .filter(({ from, to }) => isDeployed(from) && !/^(node:|services\/|apps\/)/.test(to))
      .filter(({ from, to }) => !(packageOf(to) in (declaredIn.get(workspaceOf(from)?.folder ?? '') ?? {})))
      .map(describeImport);
  },
};

/** The rules on package.json. */
export const packageRules = [exactVersions, declared];

function listManifests(files: readonly SourceFile[]): { path: string; manifest: Manifest }[] {
  return files
    .filter(({ path }) => path === 'package.json' || path.endsWith('/package.json'))
    .map(({ path, text }) => ({ path, manifest: JSON.parse(text) as Manifest }));
}
