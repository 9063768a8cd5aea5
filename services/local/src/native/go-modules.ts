import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { runCommand, runSuccessfully } from '../command.ts';
import { SetupError } from '../setup-error.ts';
import { bootstrap } from './bootstrap.ts';
import { debianWithGo, findGo, GO_SETTINGS } from './go.ts';

/** Folders of somebody's module to fetch. */
export interface GoModuleFolders {
  /** Path and version, as in `sigs.k8s.io/metrics-server@v0.9.0`; the path in lower case. */
  module: string;
  folders: readonly string[];
  /** Where the folders are put, each under its path in the module. */
  target: string;
}

/** What {@link downloadGoModules} fetches, and by which checksums. */
export interface GoModuleDownload {
  /** Folder of the module whose go.sum has the checksums; it must name all that is wanted, else Go would add what it gets. */
  module: string;
  wanted: readonly GoModuleFolders[];
  /** For what is only needed meanwhile. */
  work: string;
  /** Told what goes on. */
  detail: (text: string) => void;
  signal?: AbortSignal;
}

/** Fetches folders of modules from the Go module proxy, with this machine's Go, else with one from Debian. */
export async function downloadGoModules(download: GoModuleDownload): Promise<void> {
  const go = await findGo();
  await (go ? downloadWith(go, download) : downloadInDebian(download));
}

async function downloadWith(go: string, { module, wanted, signal }: GoModuleDownload): Promise<void> {
  for (const { module: name, folders, target } of wanted) {
    const { stdout, stderr } = await runCommand([go, 'mod', 'download', '-json', name], {
      cwd: module,
      env: { ...process.env, ...GO_SETTINGS },
      signal,
    });
    const { Dir: from, Error: problem = stderr } = JSON.parse(stdout || '{}') as Download;
    if (!from) throw downloadFailed(name, problem);
    await mkdir(target, { recursive: true });
    await runSuccessfully(['cp', '-R', '--parents', ...folders, target], { cwd: from });
    await runSuccessfully(['chmod', '-R', 'u+w', target]); // Go keeps modules read-only
  }
}

/** As of `go help mod download`. */
interface Download {
  Dir?: string;
  Error?: string;
}

async function downloadInDebian({ module, wanted, work, detail, signal }: GoModuleDownload): Promise<void> {
  const names = wanted.map(({ module: name }) => name);
  const settings = Object.entries(GO_SETTINGS).map(([name, value]) => `${name}=${value}`);
  const command = [...settings, 'GOMODCACHE=/root/modules', 'go mod download -modcacherw', ...names];
  const copies = wanted.flatMap(({ module: name, folders, target }) =>
    folders.map(folder => ({ from: `/root/modules/${name}/${folder}`, to: dirname(join(target, folder)) })),
  );
  for (const { to } of copies) await mkdir(to, { recursive: true });
  const recipe = [
    ...debianWithGo(module),
    `--customize-hook=chroot "$1" sh -ec 'cd /root/${basename(module)}; ${command.join(' ')}'`,
    ...copies.map(({ from, to }) => `--customize-hook=copy-out ${from} ${to}`),
  ];
  await bootstrap({ target: join(work, 'go-root'), recipe, detail, signal });
}

function downloadFailed(name: string, problem: string): SetupError {
  return new SetupError(
    /checksum mismatch/.test(problem)
      ? `${name} is not what go.sum has the checksum of; find out who changed which of them.`
      : `Go could not fetch ${name}; is the Go module proxy reachable from here? It said: ${problem}`,
  );
}
