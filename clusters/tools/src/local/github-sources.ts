import { runSuccessfully } from '@vc/local/command.ts';
import { gitEnvironment } from '../git-environment.ts';
import type { LocalSource } from '../source-cache.ts';

/** Pushes what others deploy to a git server, under the path that it has at github.com. */
export async function pushSources(sources: readonly LocalSource[], server: string): Promise<void> {
  for (const { address, folder, revision } of sources) {
    const url = `${server}${new URL(address).pathname}.git`;
    await runSuccessfully(['git', 'push', '--quiet', '--force', url, 'HEAD:refs/heads/main', revision], {
      cwd: folder,
      // The working tree stays as it is, and so does this machine's proxy out of it.
      env: gitEnvironment({ 'http.proxy': '' }),
    });
  }
}
