import { basename } from 'node:path';
import { runCommand } from '../command.ts';
import { findProgram } from '../find-program.ts';
import { SetupError } from '../setup-error.ts';

/** Where Go is unpacked by hand or by Debian, when PATH does not tell. */
const GO_FOLDERS = ['/usr/local/go/bin', '/usr/lib/go/bin'];

/** This machine's Go, if it is 1.21 or newer, which fetches the version that a module asks for by itself. */
export async function findGo(): Promise<string | undefined> {
  const go = findProgram('go', GO_FOLDERS);
  if (!go) return undefined;
  const { stdout } = await runCommand([go, 'env', 'GOVERSION']);
  const minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  return minor >= 21 ? go : undefined;
}

/** A program to build. */
export interface GoProgram {
  /** Of the module that pins the program and everything it is built from. */
  folder: string;
  package: string;
  /** The file to make. */
  binary: string;
  signal?: AbortSignal;
}

/** Builds a program statically, exactly from what its module pins. */
export async function buildGoProgram(
  go: string,
  { folder, binary, signal, package: program }: GoProgram,
): Promise<void> {
  const { code, stderr } = await runCommand([go, ...goBuildArguments(binary, program)], {
    cwd: folder,
    env: { ...process.env, CGO_ENABLED: '0' },
    signal,
  });
  if (code === 0) return;
  throw new SetupError(
    `Go could not build ${basename(program)}; is the Go module proxy reachable from here? It said: ${stderr.split('\n').at(-1)}`,
  );
}

/** Arguments of `go`, to be run in the module's folder. */
export function goBuildArguments(binary: string, program: string): string[] {
  return ['build', '-mod=readonly', '-trimpath', '-ldflags=-s', '-o', binary, program];
}
