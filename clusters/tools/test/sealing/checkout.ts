import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CommandResult, runCommand } from '@vc/local/command.ts';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';
import { createTemporaryDirectory } from '@vc/local/temporary-directory.ts';
import { REPOSITORY } from '../../src/repository.ts';

/** A copy of what `npm run seal` reads and writes. */
export interface Checkout {
  /** Holds all else, and whatever the program wrote elsewhere. */
  root: string;
  /** The cluster's folder. */
  cluster: string;
  /** Runs `npm run seal` for it, without a terminal. */
  seal(args: readonly string[], options?: { input?: string; kubeconfig?: string }): Promise<CommandResult>;
}

/**
 * Copies the cluster `eks`, and gives it a certificate. The program's home and temporary folder lie in the copy too, and so does a
 * list of everything that `kubeseal` is given on its command line.
 */
export async function createCheckout(
  certificate: string,
  tools: { kubeseal: string; kubectl: string },
): Promise<Checkout> {
  const root = await createTemporaryDirectory();
  const [bin, home, tmp] = ['bin', 'home', 'tmp'].map(name => join(root, name)) as [string, string, string];
  const cluster = join(root, 'clusters/eks');
  for (const name of ['base', 'eks']) {
    await cp(join(REPOSITORY, 'clusters', name), join(root, 'clusters', name), { recursive: true });
  }
  await writeFile(join(cluster, 'secrets/certificate.pem'), certificate);
  for (const folder of [bin, home, tmp]) await mkdir(folder);
  await symlink(tools.kubectl, join(bin, 'kubectl'));
  await writeFile(
    join(bin, 'kubeseal'),
    `#!/bin/sh\nprintf '%s\\n' "$*" >>'${root}/command-lines'\nexec '${tools.kubeseal}' "$@"\n`,
    { mode: 0o755 },
  );
  const program = join(REPOSITORY, 'clusters/tools/src/seal.ts');
  return {
    root,
    cluster,
    seal: (args, { input, kubeconfig } = {}) =>
      runCommand([process.execPath, program, `--cluster=${cluster}`, ...args], {
        input,
        env: {
          PATH: `${bin}:${process.env.PATH}`,
          HOME: home,
          TMPDIR: tmp,
          XDG_CACHE_HOME: dirname(cacheDirectory()),
          ...(kubeconfig && { KUBECONFIG: kubeconfig }),
        },
      }),
  };
}
