import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../../repository.ts';

/** A datastore that is backed up; its README says how. */
export type Datastore = 'postgres' | 'mongodb';

/** What an operator types, line by line, as `apps/<datastore>/README.md` says under "Backups". */
export interface BackupCommands {
  backup: string[];
  restore: string[];
}

/** The two blocks of commands of that section. */
export async function readBackupCommands(datastore: Datastore): Promise<BackupCommands> {
  const readme = await readFile(join(REPOSITORY, 'apps', datastore, 'README.md'), 'utf8');
  const [, section = ''] = /^## Backups\n(.*?)^## /ms.exec(readme) ?? [];
  const [backup, restore, ...more] = readBlocks(section);
  if (!backup || !restore || more.length > 0) {
    throw new Error(`apps/${datastore}/README.md does not have two blocks of commands for backups.`);
  }
  return { backup, restore };
}

/** Indented blocks of Markdown, as lines. */
export function readBlocks(markdown: string): string[][] {
  return [...markdown.matchAll(/^ {4}.+\n(?: {4}.+\n)*/gm)].map(([block]) =>
    block
      .trimEnd()
      .split('\n')
      .map(line => line.slice(4)),
  );
}

/** Puts values in the place of `<names>`. @throws for a name that has none */
export function fillIn(command: string, values: Readonly<Record<string, string>>): string {
  return command.replace(/<([a-z]+)>/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`What is <${name}> in: ${command}`);
    return value;
  });
}
