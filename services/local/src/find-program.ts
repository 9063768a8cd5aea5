import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** `chroot` and its like live in sbin, which the PATH of an ordinary shell may lack. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The full path of a program: searched in PATH, the system's sbin folders and `more`. */
export function findProgram(name: string, more: readonly string[] = []): string | undefined {
  const path = (process.env.PATH ?? '').split(delimiter).filter(folder => folder !== '');
  return [...path, ...SYSTEM_FOLDERS, ...more].map(folder => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
