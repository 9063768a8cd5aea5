import { runCommand, runSuccessfully } from '../command.ts';
import { SetupError } from '../setup-error.ts';
import { debianMirror } from './debian-mirror.ts';

/** Debian's testing release: the first with RabbitMQ 4.3 and DocumentDB for PostgreSQL 18. */
export const SUITE = 'forky';

/** What every root of ours is made with; part of the cache key. */
export const COMMON_RECIPE = [
  '--mode=root',
  '--variant=minbase',
  '--aptopt=Acquire::Check-Valid-Until "false"', // a frozen mirror is past its date; signatures still count
  '--aptopt=APT::Install-Recommends "false"',
  ...['doc', 'info', 'man', 'locale', 'lintian'].map(name => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
];

/** In namespaces of its own, so that an interrupted run leaves neither processes nor mounts below the target. */
const NAMESPACES = ['--mount', '--propagation=private', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** What {@link bootstrap} makes and how. */
export interface Bootstrap {
  /** Debian's release, if not {@link SUITE}. */
  suite?: string;
  /** The folder of the new system. */
  target: string;
  /** Arguments of mmdebstrap beside the common ones. */
  recipe: readonly string[];
  /** Told what goes on. */
  detail: (text: string) => void;
  signal?: AbortSignal;
}

/** Makes a Debian system with mmdebstrap, from the mirror of this machine. */
export async function bootstrap(options: Bootstrap): Promise<void> {
  const { suite = SUITE, target, recipe, detail, signal } = options;
  const mirror = await debianMirror();
  const { code, stderr } = await runCommand(
    ['unshare', ...NAMESPACES, 'mmdebstrap', ...COMMON_RECIPE, ...recipe, suite, target, mirror],
    { onLine: line => detail(line.replace(/^I: /, '')), env: { ...process.env, LC_ALL: 'C' }, signal },
  );
  if (code === 0) return;
  const reason = stderr.split('\n').findLast(line => /^E: (?!mmdebstrap failed)/.test(line)) ?? stderr;
  throw new SetupError(
    `mmdebstrap could not build a Debian system; is the mirror ${mirror} reachable from here? It said: ${reason}`,
  );
}

/** Removes a root or what is left of one; stays on the file system, should something ever be mounted below. */
export async function removeTree(folder: string): Promise<void> {
  await runSuccessfully(['rm', '-rf', '--one-file-system', folder]);
}
