import { readFile } from 'node:fs/promises';

/** Clock ticks a second, as Linux has it for programs on every usual machine (sysconf(3), _SC_CLK_TCK). */
const TICKS = 100;

/** The CPU time of this process and of its children that have ended, in seconds (proc_pid_stat(5), fields 14 to 17). */
export async function readCpuSeconds(): Promise<number> {
  const stat = await readFile('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks / TICKS;
}
