import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Progress } from '../progress.ts';
import { bootstrap } from './bootstrap.ts';
import { buildGoProgram, findGo, goBuildArguments } from './go.ts';

/** The folder of the Go module that pins FerretDB and everything it is built from. */
const MODULE = fileURLToPath(new URL('../../ferretdb', import.meta.url));
const PACKAGE = 'github.com/FerretDB/FerretDB/v2/cmd/ferretdb';
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** What the binary depends on, for a cache key. */
export async function ferretdbSources(): Promise<string> {
  return (await Promise.all(['go.mod', 'go.sum'].map(file => readFile(join(MODULE, file), 'utf8')))).join('');
}

/** Builds FerretDB into `work` and returns the file; with this machine's Go, else with one from Debian. */
export async function buildFerretdb(
  { work, suite, signal }: { work: string; suite: string; signal: AbortSignal },
  progress: Progress,
): Promise<string> {
  const binary = join(work, 'ferretdb');
  await progress.step('Building FerretDB (about 1 min, once)', async detail => {
    const go = await findGo();
    await (go
      ? buildGoProgram(go, { folder: MODULE, package: PACKAGE, binary, signal })
      : buildInDebian(work, suite, detail, signal));
  });
  return binary;
}

/** In a second, throw-away root, because the compiler is larger than all the databases. */
async function buildInDebian(
  work: string,
  suite: string,
  detail: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const build = [
    'cd /root/ferretdb',
    `CGO_ENABLED=0 go ${goBuildArguments('/root/out/ferretdb', PACKAGE).join(' ')}`,
  ];
  const recipe = [
    '--include=golang-go,ca-certificates',
    // Whom this machine trusts: there may be a proxy of the company between us and the Go module proxy.
    ...(existsSync(CERTIFICATES) ? [`--customize-hook=upload ${CERTIFICATES} ${CERTIFICATES}`] : []),
    `--customize-hook=copy-in ${MODULE} /root`,
    `--customize-hook=chroot "$1" sh -ec '${build.join('; ')}'`,
    `--customize-hook=copy-out /root/out/ferretdb ${work}`,
  ];
  await bootstrap({ target: join(work, 'go-root'), suite, recipe, detail, signal });
}
