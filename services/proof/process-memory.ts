import { readFile } from 'node:fs/promises';

/**
 * A process's resident memory in MiB as the kernel counts it (proc_pid_status(5)): what it has now, or the most that it ever had.
 * V8's own figures leave out buffers, which lie outside of its heap.
 */
export async function readMemory(pid: number, which: 'now' | 'peak'): Promise<number> {
  const field = which === 'now' ? 'VmRSS' : 'VmHWM';
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (!kib) throw new Error(`/proc/${pid}/status does not tell ${field}`);
  return Number(kib) / 1_024;
}
