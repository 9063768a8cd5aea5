import { matchesGlob } from 'node:path';

/** Whether a `.dockerignore` keeps a file out of the build context: the last line that names it, or a folder of it, decides. */
export function isIgnored(path: string, dockerIgnore: string): boolean {
  const parts = path.split('/');
  const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  return dockerIgnore
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .reduce((ignored, line) => {
      const isException = line.startsWith('!');
      const pattern = isException ? line.slice(1) : line;
      return paths.some(it => matchesGlob(it, pattern)) ? !isException : ignored;
    }, false);
}
