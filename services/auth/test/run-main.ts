import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** How a process ended, and what it said. */
export type Outcome = { code: number | null; stdout: string; stderr: string };

/** Starts one of the mains of auth as a process, with no environment but the given. */
export function startMain(
  file: 'main.ts' | 'migrate.ts' | 'admin.ts',
  env: Record<string, string>,
  args: string[] = [],
): { child: ChildProcess; ended: Promise<Outcome>; send(input: string): void } {
  const path = fileURLToPath(new URL(`../src/${file}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { env, stdio: 'pipe' });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const ended = once(child, 'close').then(async ([code]) => ({
    code: code as number | null,
    stdout: await stdout,
    stderr: await stderr,
  }));
  return { child, ended, send: input => void child.stdin.end(input) };
}
