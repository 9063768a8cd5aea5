import { git, type Target } from './target.ts';

/** The remote of the checkout that is the repository of the settings; its URL where git knows none by name. */
export async function remoteOf(target: Target): Promise<string> {
  const lines = (await target.session.ask(git(target, 'remote', '--verbose'))) ?? '';
  const remotes = lines.split('\n').map(line => line.split(/\s+/));
  const wanted = comparable(target.settings.repository);
  const [name] = remotes.find(([, url = '']) => comparable(url) === wanted) ?? [];
  return name ?? target.settings.repository;
}

/** What is in the way of deploying from this checkout: a sentence each. */
export async function checkoutProblems(target: Target): Promise<string[]> {
  const { session, settings, folder } = target;
  const branch = await session.ask(git(target, 'rev-parse', '--abbrev-ref', 'HEAD'));
  if (branch !== settings.revision) {
    return [
      `This checkout is on ${branch}, the settings deploy ${settings.revision}: git switch ${settings.revision}`,
    ];
  }
  // What sealing makes is committed later on, and after an interruption it lies here.
  const others = await session.ask(
    git(target, 'status', '--porcelain', '--', '.', `:!${folder}/secrets`, `:!${folder}/checksums`),
  );
  if (others) return [`Commit or put away what you have changed, since Argo CD reads git:\n${others}`];
  const remote = await remoteOf(target);
  const line = await session.ask(git(target, 'ls-remote', remote, `refs/heads/${settings.revision}`));
  const [head] = line?.split('\t') ?? [];
  if (!head) return [`${remote} has no branch ${settings.revision}: git push ${remote} ${settings.revision}`];
  const isBehind =
    (await session.ask(git(target, 'merge-base', '--is-ancestor', head, 'HEAD'), /^/)) === undefined;
  return isBehind ? [`${remote} has commits that are not here: git pull ${remote} ${settings.revision}`] : [];
}

/** An address without what differs between ways to reach the same repository. */
function comparable(url: string): string {
  return url
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^@/]+@/, '')
    .replace(/^([^/:]+):/, '$1/')
    .replace(/\/?(?:\.git)?\/?$/, '')
    .toLowerCase();
}
