import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runCommand } from '../command.ts';
import { findProgram } from '../find-program.ts';
import { SetupError } from '../setup-error.ts';
import { bootstrap } from './bootstrap.ts';

/** Where Go is unpacked by hand or by Debian, when PATH does not tell. */
const GO_FOLDERS = ['/usr/local/go/bin', '/usr/lib/go/bin'];
/** A module may ask for a newer Go than a distribution's, which is told to make do with itself. */
export const GO_SETTINGS = { CGO_ENABLED: '0', GOTOOLCHAIN: 'auto' };
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** A program to build. */
export interface GoProgram {
  /** Folder of the module that pins the program and everything it is built from. */
  module: string;
  package: string;
  /** Go variables to set, for what a program cannot know, such as its version. */
  variables?: Readonly<Record<string, string>>;
  /** Build tags. */
  tags?: readonly string[];
  /** The file to make; others may lie beside it while it is built. */
  binary: string;
  /** Told what goes on. */
  detail: (text: string) => void;
  signal?: AbortSignal;
}

/**
 * Builds a program statically, exactly from what its module pins: with this machine's Go, else with one from Debian, which
 * takes root and mmdebstrap.
 */
export async function buildGoProgram(program: GoProgram): Promise<void> {
  const go = await findGo();
  await (go ? buildWith(go, program) : buildInDebian(program));
}

/** This machine's Go, if it is 1.21 or newer, which fetches the version that a module asks for by itself. */
export async function findGo(): Promise<string | undefined> {
  const go = findProgram('go', GO_FOLDERS);
  if (!go) return undefined;
  const { stdout } = await runCommand([go, 'env', 'GOVERSION']);
  const minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  return minor >= 21 ? go : undefined;
}

async function buildWith(go: string, program: GoProgram): Promise<void> {
  const { code, stderr } = await runCommand([go, ...buildArguments(program.binary, program)], {
    cwd: program.module,
    env: { ...process.env, ...GO_SETTINGS },
    signal: program.signal,
  });
  if (code === 0) return;
  throw new SetupError(
    `Go could not build ${program.package}; is the Go module proxy reachable from here? It said: ${stderr.split('\n').at(-1)}`,
  );
}

/** In a throw-away root, because the compiler is larger than all that is built with it. */
async function buildInDebian(program: GoProgram): Promise<void> {
  const { module, binary, detail, signal } = program;
  const name = basename(binary);
  const folder = dirname(binary);
  const settings = Object.entries(GO_SETTINGS).map(([key, value]) => `${key}=${value}`);
  const words = buildArguments(`/root/out/${name}`, program).map(word => `"${word}"`);
  const build = [`cd /root/${basename(module)}`, `${settings.join(' ')} go ${words.join(' ')}`];
  const recipe = [
    ...debianWithGo(module),
    `--customize-hook=chroot "$1" sh -ec '${build.join('; ')}'`,
    `--customize-hook=copy-out /root/out/${name} ${folder}`,
  ];
  await bootstrap({ target: join(folder, 'go-root'), recipe, detail, signal });
}

/** What mmdebstrap is told to make a root with Go and a module of ours in it, below /root. */
export function debianWithGo(module: string): string[] {
  return [
    '--include=golang-go,ca-certificates',
    // Whom this machine trusts: there may be a proxy of the company between us and the Go module proxy.
    ...(existsSync(CERTIFICATES) ? [`--customize-hook=upload ${CERTIFICATES} ${CERTIFICATES}`] : []),
    `--customize-hook=copy-in ${module} /root`,
  ];
}

function buildArguments(binary: string, { package: path, variables = {}, tags = [] }: GoProgram): string[] {
  const values = Object.entries(variables).map(([name, value]) => ` -X ${name}=${value}`);
  const flags = ['-mod=readonly', '-trimpath', `-tags=${tags.join(',')}`, `-ldflags=-s -w${values.join('')}`];
  return ['build', ...flags, '-o', binary, path];
}
