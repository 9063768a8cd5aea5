import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import { git, tryGit } from '../git.ts';

/** Made for one cluster, and in no other repository than its own. */
const GENERATED = /^clusters\/local\/(?:images|checksums|secrets)\/(?!README\.md$)/;

/** Nothing of this machine's user counts here: not the hooks, not the signatures, not the proxy. */
const CONFIGURATION = {
  'user.name': 'npm run cluster',
  'user.email': 'cluster@localhost',
  'commit.gpgSign': 'false',
  'core.hooksPath': '/dev/null',
  'http.proxy': '',
};

/** A clone of the remote inside of the cluster, as it is there now; what was not pushed is gone. */
export async function openCheckout(folder: string, url: string, branch: string): Promise<void> {
  await configureCheckout(folder, url, branch);
  if (await hasBranch(folder, branch)) await pull(folder, branch);
}

/** A repository with that remote, whatever it holds. */
export async function configureCheckout(folder: string, url: string, branch: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await git(folder, 'init', '--quiet', `--initial-branch=${branch}`);
  const settings = {
    ...CONFIGURATION,
    'remote.origin.url': url,
    'remote.origin.fetch': '+refs/heads/*:refs/remotes/origin/*',
  };
  for (const [key, value] of Object.entries(settings)) await git(folder, 'config', key, value);
}

/** Whether the remote has a branch: the first push makes it. */
export async function hasBranch(folder: string, branch: string): Promise<boolean> {
  const { code, stdout, stderr } = await tryGit(folder, 'ls-remote', 'origin', `refs/heads/${branch}`);
  if (code === 0) return stdout !== '';
  if (/repository '.*' not found/.test(stderr)) return false;
  throw new SetupError(`git ls-remote failed: ${stderr}`);
}

/** Makes a clone what its remote is. */
export async function pull(folder: string, branch: string): Promise<void> {
  await git(folder, 'fetch', '--quiet', 'origin', branch);
  await git(folder, 'checkout', '--quiet', '--force', '-B', branch, 'FETCH_HEAD');
  await git(folder, 'clean', '--quiet', '-ffdx');
}

/**
 * Makes the files of a clone those of a working tree, committed or not, as far as git would take them. What was generated for the
 * cluster stays; what somebody generated in the working tree is of another cluster.
 */
export async function copyWorkingTree(from: string, to: string): Promise<void> {
  const wanted = (await listFiles(from, '--cached', '--others', '--exclude-standard'))
    .filter(path => !GENERATED.test(path))
    .filter(path => existsSync(join(from, path)));
  const superfluous = new Set(await listFiles(to, '--cached', '--others')).difference(new Set(wanted));
  for (const path of superfluous) {
    if (!GENERATED.test(path)) await rm(join(to, path), { force: true });
  }
  for (const path of wanted) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(from, path), join(to, path), { verbatimSymlinks: true });
  }
}

/** Commits everything that has changed, if anything has. */
export async function commitAll(folder: string, message: string): Promise<void> {
  await git(folder, 'add', '--all', '--force');
  const { code } = await tryGit(folder, 'diff', '--cached', '--quiet');
  if (code !== 0) await git(folder, 'commit', '--quiet', `--message=${message}`);
}

/** What a working tree is, for a commit: its last commit, and whether there is more. */
export async function describeWorkingTree(folder: string): Promise<string> {
  const commit = await git(folder, 'log', '-1', '--format=%h "%s"');
  const isClean = (await git(folder, 'status', '--porcelain')) === '';
  return isClean ? commit : `${commit}, and what is not committed`;
}

/** A nested repository ends in a slash, and is not ours. */
async function listFiles(folder: string, ...which: string[]): Promise<string[]> {
  const paths = (await git(folder, 'ls-files', '-z', ...which)).split('\0');
  return paths.filter(path => path !== '' && !path.endsWith('/'));
}
