import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { onTestFinished } from 'vitest';
import { git } from '../../src/git.ts';

/** A bare repository that clones push to, as on a server. */
export interface Origin {
  /** Another clone of it, with a name and an address to commit with. */
  clone(): Promise<string>;
  /** Commits and pushes files from a clone of its own; returns the commit. */
  push(files: Record<string, string>): Promise<string>;
  /** A file at the tip of its branch. */
  read(path: string): Promise<string>;
  /** The subjects of all commits, the last one first. */
  subjects(): Promise<string[]>;
  /** Makes it refuse every push, as a protected branch does. */
  protect(message: string): Promise<void>;
}

/** Makes a repository with one commit; it is gone after the test. */
export async function createOrigin(files: Record<string, string>): Promise<Origin> {
  const folder = await createTemporaryDirectory();
  onTestFinished(() => removeDirectory(folder));
  const bare = join(folder, 'bare.git');
  await git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  let clones = 0;
  const origin: Origin = {
    async clone() {
      clones += 1;
      const clone = join(folder, `clone-${clones}`);
      await git(folder, 'clone', '--quiet', bare, clone);
      await git(clone, 'config', 'user.name', 'CI');
      await git(clone, 'config', 'user.email', 'ci@example.org');
      await git(clone, 'config', 'commit.gpgSign', 'false'); // whatever this machine's own settings say
      return clone;
    },
    async push(changed) {
      const clone = await origin.clone();
      for (const [path, text] of Object.entries(changed)) {
        await mkdir(dirname(join(clone, path)), { recursive: true });
        await writeFile(join(clone, path), text);
      }
      await git(clone, 'add', '--all');
      await git(clone, 'commit', '--quiet', '--message', 'Change sources');
      await git(clone, 'push', '--quiet', 'origin', 'HEAD:refs/heads/main');
      return git(clone, 'rev-parse', 'HEAD');
    },
    read: path => git(bare, 'show', `main:${path}`),
    subjects: async () => (await git(bare, 'log', '--format=%s', 'main')).split('\n'),
    async protect(message) {
      const hook = join(bare, 'hooks/pre-receive');
      await writeFile(hook, `#!/bin/sh\necho '${message}' >&2\nexit 1\n`);
      await chmod(hook, 0o755);
    },
  };
  await origin.push(files);
  return origin;
}
