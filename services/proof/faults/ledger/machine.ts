import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** The programs that work on files below a folder, also those whose parents were killed. */
export async function findFfmpegs(directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const program = (await readOrNothing(`/proc/${pid}/comm`)).trim();
    if (!['ffmpeg', 'ffprobe'].includes(program)) continue;
    if (await worksBelow(directory, pid)) found.push(`process ${pid} is an ${program} that nobody waits for`);
  }
  return found;
}

async function worksBelow(directory: string, pid: string): Promise<boolean> {
  if ((await readOrNothing(`/proc/${pid}/cmdline`)).includes(directory)) return true;
  const open = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const files = await Promise.all(open.map(fd => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  return files.some(file => file.startsWith(directory));
}

/** What lies in the folders of converters, though no job is converted. */
export async function listSpooled(directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const owner of await readdir(directory)) {
    const pid = owner.split('-')[0];
    if (!(await readOrNothing(`/proc/${pid}/comm`))) {
      found.push(`folder ${owner} belongs to a converter that is gone`);
      continue;
    }
    const files = await readdir(join(directory, owner));
    found.push(...files.map(file => `${file} was left in the folder of converter ${pid}`));
  }
  return found;
}

const readOrNothing = (file: string) => readFile(file, 'utf8').catch(() => '');
