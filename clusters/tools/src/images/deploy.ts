import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import { findCommit, git, isAncestor, requireHistory, tryGit } from '../git.ts';
import { withWorktree } from '../worktree.ts';
import type { Deployment } from './deployment.ts';
import { formatImageFile, imageFilePath, parseImageFile } from './image-file.ts';

/** What {@link deploy} did. */
export interface DeployOutcome {
  /** The commit that was pushed; none where all was as it should be. */
  commit?: string;
  deployed: readonly string[];
  /** Services that run an image of a later commit already: they were left alone. */
  newer: readonly string[];
}

/** Each refusal means that somebody else got through. */
const ATTEMPTS = 20;

/** What a server says when it was writing the branch for another one at that moment. */
const BUSY = /cannot lock ref|failed to update ref|incorrect old value/;

/**
 * Writes the digests of images into a cluster's folder: one commit upon the branch's tip, pushed. Where somebody else pushes meanwhile
 * it is made anew upon the new tip, so that nothing is ever merged. What is in the folder `repository` stays as it is.
 *
 * @throws {SetupError} where the push is refused for any other reason
 */
export async function deploy(repository: string, deployment: Deployment): Promise<DeployOutcome> {
  await requireHistory(repository);
  const tip = await fetchTip(repository, deployment);
  return withWorktree(repository, tip, folder => deployUpon(tip, folder, repository, deployment));
}

/** @param folder a worktree of the repository at the tip */
async function deployUpon(
  tip: string,
  folder: string,
  repository: string,
  deployment: Deployment,
): Promise<DeployOutcome> {
  let base = tip;
  for (let attempt = 1; ; attempt += 1) {
    const { deployed, newer } = await writeImageFiles(folder, deployment);
    if (deployed.length === 0) return { deployed, newer };
    await git(folder, 'commit', '--quiet', '--message', message(deployed, deployment));
    const commit = await git(folder, 'rev-parse', 'HEAD');
    // From the repository itself: credentials may be configured for its folder alone.
    const { code, stderr } = await tryGit(
      repository,
      'push',
      'origin',
      `${commit}:refs/heads/${deployment.branch}`,
    );
    if (code === 0) return { commit, deployed, newer };
    const newTip = await fetchTip(repository, deployment);
    const isRace = newTip !== base || BUSY.test(stderr);
    if (!isRace || attempt === ATTEMPTS) {
      throw new SetupError(`The push to ${deployment.branch} was refused: ${stderr}`);
    }
    base = newTip;
    await git(folder, 'checkout', '--quiet', '--force', '--detach', base);
  }
}

/** Fetches the branch; what is deployed must be built from a commit on it. */
async function fetchTip(repository: string, { branch, source }: Deployment): Promise<string> {
  await git(repository, 'fetch', '--quiet', 'origin', `refs/heads/${branch}`);
  const tip = await git(repository, 'rev-parse', 'FETCH_HEAD');
  if (!(await isAncestor(repository, source, tip))) {
    throw new SetupError(`${source} is not on ${branch}: what is deployed there must be built from it.`);
  }
  return tip;
}

async function writeImageFiles(
  folder: string,
  { cluster, registry, source, digests }: Deployment,
): Promise<Pick<DeployOutcome, 'deployed' | 'newer'>> {
  const deployed: string[] = [];
  const newer: string[] = [];
  for (const [service, digest] of digests) {
    const path = imageFilePath(cluster, service);
    const file = join(folder, path);
    const now = parseImageFile(await readFile(file, 'utf8').catch(() => ''));
    const wanted = { repository: `${registry}/${service}`, digest };
    if (await isNewer(folder, now.source, source)) newer.push(service);
    else if (now.digest !== digest || now.repository !== wanted.repository || now.source !== source) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, formatImageFile({ ...wanted, source }));
      await git(folder, 'add', '--', path);
      deployed.push(service);
    }
  }
  return { deployed, newer };
}

/** Runs of CI may overtake each other; an image must not take the place of one that was built from a later commit. */
async function isNewer(folder: string, now: string | undefined, source: string): Promise<boolean> {
  if (!now || now === source || !(await findCommit(folder, now))) return false;
  return isAncestor(folder, source, now);
}

function message(services: readonly string[], { source }: Deployment): string {
  const names = new Intl.ListFormat('en').format([...services].sort());
  return `Deploy ${names} from ${source.slice(0, 12)}\n\nSource: ${source}`;
}
