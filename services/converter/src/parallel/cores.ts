import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/**
 * The cores that this process may use: those it may run on, or fewer where its control group has a quota of CPU time, as a
 * container with a limit has (cgroups(7): `cpu.max` in version 2, `cpu.cfs_quota_us` by `cpu.cfs_period_us` in version 1).
 */
export async function countCores(
  groups = '/sys/fs/cgroup',
  processors: number = availableParallelism(),
): Promise<number> {
  const read = (file: string) => readFile(join(groups, file), 'utf8').catch(() => '');
  const [both, quota, period] = await Promise.all(
    ['cpu.max', 'cpu/cpu.cfs_quota_us', 'cpu/cpu.cfs_period_us'].map(read),
  );
  const [allowed, each] = both ? both.split(' ') : [quota, period];
  const share = Number(allowed) / Number(each); // NaN where there is no limit ("max"), negative in version 1
  return share > 0 ? Math.max(1, Math.min(processors, Math.floor(share))) : processors;
}
