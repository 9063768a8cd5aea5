import { readdir, readFile } from 'node:fs/promises';

/** Ids of the processes whose command line contains a text (Linux). */
export async function findProcesses(text: string): Promise<number[]> {
  const ids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const found = await Promise.all(
    ids.map(async id => {
      const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
      return command.includes(text) ? [id] : [];
    }),
  );
  return found.flat();
}
