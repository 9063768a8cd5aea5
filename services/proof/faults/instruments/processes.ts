import { readFileSync } from 'node:fs';
import { descendants } from '@vc/local/native/process-tree.ts';

/** Halts a process and what it has started: its connections stay open, and nothing answers. Returns how many it were. */
export function freeze(pid: number): number {
  return signalTree(pid, 'SIGSTOP');
}

/** Lets them go on. */
export function thaw(pid: number): number {
  return signalTree(pid, 'SIGCONT');
}

/** The processes of a program, such as `ffmpeg`, among those that a process has started. */
export function findRunning(program: string, ancestor: number): number[] {
  return descendants(ancestor).filter(pid => readName(pid) === program);
}

/** Sends a signal where there is still somebody; tells whether there was. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false; // it has ended meanwhile
  }
}

/** Parents first: one that is halted starts no more children. */
function signalTree(pid: number, name: NodeJS.Signals): number {
  const own = signal(pid, name) ? 1 : 0;
  return own + descendants(pid).filter(child => signal(child, name)).length;
}

function readName(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
