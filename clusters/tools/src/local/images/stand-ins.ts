import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDockerfile, type Stage } from '../../images/dockerfile.ts';

/** Where they lie in the repository: a folder each. */
export const STAND_INS = 'clusters/local/stand-ins';

/** An image of ours under the name of somebody else's. */
export interface StandIn {
  /** Name of its folder. */
  name: string;
  folder: string;
  /** The image that it stands in for, in full: `docker.io/library/postgres:18.4-bookworm`. */
  replaces: string;
  dockerfile: string;
  stages: readonly Stage[];
}

/** All stand-ins below a folder, by their names. */
export async function readStandIns(root: string): Promise<StandIn[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const names = entries.filter(entry => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async name => {
      const folder = join(root, name);
      const dockerfile = await readFile(join(folder, 'Dockerfile'), 'utf8');
      const stages = parseDockerfile(dockerfile);
      return { name, folder, replaces: replacedImage(name, dockerfile), dockerfile, stages };
    }),
  );
}

function replacedImage(name: string, dockerfile: string): string {
  const { image } = /^LABEL stands-in-for="(?<image>[^"]+)"$/m.exec(dockerfile)?.groups ?? {};
  if (!image) throw new Error(`The Dockerfile of stand-in ${name} has no LABEL stands-in-for.`);
  return image;
}
