import { runCommand } from '../command.ts';

const DEFAULT_MIRROR = 'http://deb.debian.org/debian';

/** The Debian mirror that this machine's own apt uses, for it is known to be reachable; else Debian's default. */
export async function debianMirror(): Promise<string> {
  const { stdout } = await runCommand([
    'apt-get',
    'indextargets',
    '--format',
    '$(ORIGIN) $(REPO_URI)',
    'Created-By: Packages',
  ]);
  return chooseMirror(stdout);
}

/** Picks from lines of `origin URI`: Debian's main archive, not its security updates, which lack the packages. */
export function chooseMirror(lines: string): string {
  const uri = lines
    .split('\n')
    .map(line => /^Debian (\S+)$/.exec(line)?.[1]?.replace(/\/$/, ''))
    .find(uri => uri?.endsWith('/debian'));
  return uri ?? DEFAULT_MIRROR;
}
