import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process of this machine. */
export interface MachineProcess {
  pid: number;
  argv: readonly string[];
}

/** All processes that have a command line; those of the kernel have none, and what is not Linux has no list. */
export function listProcesses(): MachineProcess[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => ({ pid: Number(name), argv: argvOf(name) }))
    .filter(({ argv }) => argv.length > 0);
}

function argvOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return []; // it has ended meanwhile
  }
}

/** Which process namespace a process is in; nothing once it has ended. */
export function processNamespace(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return undefined;
  }
}
