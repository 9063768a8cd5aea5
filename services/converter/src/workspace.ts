import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders for the files of jobs, in a folder of this process. */
export type Workspace = {
  /** Runs `work` with an empty folder, which is gone afterwards whatever happened. */
  withFolder<T>(work: (folder: string) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/**
 * Makes this process's folder in `directory`, after removing those of processes that were killed. A process is told from a
 * later one with the same id by its start: in a container that is restarted, every process has the same id.
 */
export async function openWorkspace(directory: string): Promise<Workspace> {
  await mkdir(directory, { recursive: true });
  await sweep(directory);
  const own = join(directory, `${process.pid}-${await readStart(process.pid)}`);
  await mkdir(own, { recursive: true });
  return {
    async withFolder(work) {
      const folder = await mkdtemp(join(own, 'job-'));
      try {
        return await work(folder);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    close: () => rm(own, { recursive: true, force: true }),
  };
}

async function sweep(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const [, pid, start] = /^(\d+)-(\d+)$/.exec(name) ?? [];
    if (start === undefined || start === (await readStart(Number(pid)))) continue;
    await rm(join(directory, name), { recursive: true, force: true });
  }
}

/** When a process started, in clock ticks since boot: field 22 of proc(5)'s stat, counted behind the name in brackets. */
async function readStart(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .at(19);
}
