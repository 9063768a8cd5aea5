import { runCommand } from './command.ts';
import { findProgram } from './find-program.ts';
import type { Progress } from './progress.ts';
import { SetupError } from './setup-error.ts';

/** The Debian and Ubuntu package of each program that we may have to install. */
const PACKAGES = {
  ffmpeg: 'ffmpeg',
  ffprobe: 'ffmpeg',
  faketime: 'faketime',
  mmdebstrap: 'mmdebstrap',
  dockerd: 'docker.io',
  setpriv: 'util-linux',
  prlimit: 'util-linux',
  unshare: 'util-linux',
  flock: 'util-linux',
  nsenter: 'util-linux',
  ip: 'iproute2',
  iptables: 'iptables',
  openssl: 'openssl',
  runc: 'runc',
  catatonit: 'catatonit',
  busybox: 'busybox-static',
  tar: 'tar',
  git: 'git',
  shellcheck: 'shellcheck',
  chroot: 'coreutils',
  psql: 'postgresql-client',
  chromium: 'chromium',
  aws: 'awscli',
  python3: 'python3-venv',
} as const;

/** A program that can be installed when it is missing. */
export type SystemProgram = keyof typeof PACKAGES;

/** Makes sure that these programs exist: installs what is missing as root, else says what to type. */
export async function ensurePrograms(programs: readonly SystemProgram[], progress: Progress): Promise<void> {
  const missing = programs.filter(name => !findProgram(name));
  if (missing.length === 0) return;
  await installPackages([...new Set(missing.map(name => PACKAGES[name]))], missing.join(', '), progress);
}

/**
 * Installs packages of Debian or Ubuntu.
 *
 * @param missing what they bring, for whoever has another system
 * @throws {SetupError} what to type, where this is not for us to do
 */
export async function installPackages(
  packages: readonly string[],
  missing: string,
  progress: Progress,
): Promise<void> {
  if (!findProgram('apt-get')) {
    throw new SetupError(`Install ${missing} with the package manager of this system, then try again.`);
  }
  if (process.getuid?.() !== 0) {
    throw new SetupError(
      `Type: sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}, then try again.`,
    );
  }
  await progress.step(`Installing ${packages.join(', ')}`, detail => install(packages, detail));
}

async function install(packages: readonly string[], detail: (text: string) => void): Promise<void> {
  const failure = await aptGet(['install', '--no-install-recommends', ...packages], detail);
  if (!failure) return;
  // The package lists of a fresh machine are empty or old.
  const stillFailing =
    (await aptGet(['update'], detail)) ||
    (await aptGet(['install', '--no-install-recommends', ...packages], detail));
  if (stillFailing) {
    throw new SetupError(
      `apt-get could not install ${packages.join(' ')}; is the Debian mirror reachable from here? It said: ${stillFailing}`,
    );
  }
}

/** Returns why it failed, or nothing. */
async function aptGet(args: readonly string[], detail: (text: string) => void): Promise<string | undefined> {
  detail(`apt-get ${args[0]}`);
  const { code, stderr } = await runCommand(['apt-get', '-y', '-o', 'DPkg::Lock::Timeout=120', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return code === 0 ? undefined : stderr.split('\n').at(-1) || `exit code ${code}`;
}
