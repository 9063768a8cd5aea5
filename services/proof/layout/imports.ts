import { describeImport, type Import, listImports, packageOf } from './import-list.ts';
import { isDeployed, isTest, type Rule } from './source-file.ts';
import { type Workspace, workspaceOf } from './workspace.ts';

/** Of `proof` nothing is asked: it times and breaks the others, so it may reach into all of them. */
const neighbours: Rule = {
  name: 'a service imports lib, never another service; lib imports no service; tests, and cluster tools, may use local',
  find: files => {
    const workspaces = new Map(files.flatMap(({ path }) => workspaceOf(path) ?? []).map(it => [it.name, it]));
    return listImports(files)
      .filter(it => !isAllowed(it, workspaces))
      .map(describeImport);
  },
};

function isAllowed({ from, to }: Import, workspaces: Map<string, Workspace>): boolean {
  const own = workspaceOf(from);
  const isByName = to.startsWith('@vc/');
  const other = isByName ? workspaces.get(packageOf(to)) : workspaceOf(to);
  if (!own || own.kind === 'proof' || !other || other.folder === own.folder) return true;
  if (own.kind === 'tools') return other.kind === 'local' && isByName; // progress, commands, the cache: not copied
  if (!isByName) return false; // so that all that a workspace offers goes through its `exports`
  return other.kind === 'lib' || (other.kind === 'local' && isTest(from));
}

const testSupport: Rule = {
  name: 'what is deployed imports nothing that belongs to tests',
  find: files =>
    listImports(files)
      .filter(({ from, to }) => isDeployed(from) && (to === 'vitest' || isTest(to)))
      .map(describeImport),
};

const TRANSCODER = 'services/converter/src/ffmpeg-transcoder.ts';

const oneTranscoder: Rule = {
  name: `fluent-ffmpeg is imported in ${TRANSCODER} alone`,
  find: files => {
    const importing = listImports(files).filter(({ to }) => to === 'fluent-ffmpeg');
    if (importing.length === 0) return [`${TRANSCODER} does not import it`];
    return importing.filter(({ from }) => from !== TRANSCODER).map(describeImport);
  },
};

/** The rules on who imports whom. */
export const importRules = [neighbours, testSupport, oneTranscoder];
