import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import { SUITE } from '@vc/local/native/bootstrap.ts';
import { debianMirror } from '@vc/local/native/debian-mirror.ts';
import { findGo, GO_SETTINGS } from '@vc/local/native/go.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { UnsuitableMachine } from './node/unsuitable-machine.ts';

/** Asked with the programs that fetch from there later, since they know this machine's mirrors, proxies and certificates. */
const SOURCES = [debian, npm, goModules];

/** @throws {UnsuitableMachine} that names the first of the sources of programs and images which does not answer */
export async function requirePackageSources(
  sources: readonly (() => Promise<string | undefined>)[] = SOURCES,
): Promise<void> {
  for (const findUnreachable of sources) {
    const unreachable = await findUnreachable();
    if (unreachable) throw new UnsuitableMachine(`This machine does not reach ${unreachable}.`);
  }
}

async function debian(): Promise<string | undefined> {
  const mirror = await debianMirror();
  const folder = await createTemporaryDirectory();
  try {
    const release = `${mirror}/dists/${SUITE}/Release`;
    const helper = ['/usr/lib/apt/apt-helper', 'download-file', release, join(folder, 'Release')] as const;
    return (await runCommand(helper)).code === 0 ? undefined : `Debian's packages at ${mirror}`;
  } finally {
    await removeDirectory(folder);
  }
}

async function npm(): Promise<string | undefined> {
  const { code } = await runCommand(['npm', 'view', '--prefer-online', 'npm', 'version'], {
    env: process.env,
  });
  return code === 0 ? undefined : "npm's registry";
}

/** A machine without Go builds in a Debian that has it; then only the builds themselves can tell. */
async function goModules(): Promise<string | undefined> {
  const go = await findGo();
  if (!go) return undefined;
  const { code } = await runCommand([go, 'list', '-m', '-versions', 'sigs.k8s.io/yaml'], {
    cwd: '/',
    env: { ...process.env, ...GO_SETTINGS },
  });
  return code === 0 ? undefined : "Go's module proxy";
}
