import { readFileSync } from 'node:fs';

/** Watches the memory of a process's children. */
export interface ChildMemory extends Disposable {
  /** The most that one child needed whose command line has this text, in bytes. */
  peak(text: string): number;
}

/** Often enough: the kernel keeps the peak (`VmHWM`), so that only what comes after the last look is missed. */
const LOOK_EVERY_MS = 10;

/** Begins to watch the children of a process. ffmpeg is a child itself: the sandbox becomes it. */
export function watchChildren(parent: () => number | undefined): ChildMemory {
  const peaks = new Map<string, number>();
  const timer = setInterval(() => {
    for (const child of childrenOf(parent())) {
      const command = read(`/proc/${child}/cmdline`);
      const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${child}/status`))?.[1] ?? 0) * 1_024;
      peaks.set(command, Math.max(peak, peaks.get(command) ?? 0));
    }
  }, LOOK_EVERY_MS);
  return {
    peak: text =>
      Math.max(0, ...[...peaks].flatMap(([command, peak]) => (command.includes(text) ? [peak] : []))),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** Ids of a process's children, as its main thread has started: in Node, all of them. */
export function childrenOf(pid: number | undefined): string[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
}
