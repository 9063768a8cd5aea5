import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findCommit, git, requireHistory } from '../git.ts';
import { imageFilePath, parseImageFile } from './image-file.ts';
import { type ImageSources, readImageSources } from './image-sources.ts';

/** A service whose image is out of date, and what makes it so. */
export interface OutdatedImage {
  service: string;
  reason: string;
}

/**
 * The services whose images differ from those that a cluster runs: each is compared with the commit that its own image was built
 * from, not with the previous push. So what a failed, a canceled or a skipped run did not build is built by the next one.
 */
export async function outdatedImages(repository: string, cluster: string): Promise<OutdatedImage[]> {
  await requireHistory(repository);
  const images = await readImageSources(repository);
  const found = await Promise.all(
    images.map(async image => {
      const reason = await whyOutdated(repository, cluster, image);
      return reason ? [{ service: image.service, reason }] : [];
    }),
  );
  return found.flat();
}

async function whyOutdated(
  repository: string,
  cluster: string,
  { service, includes }: ImageSources,
): Promise<string | undefined> {
  const file = join(repository, imageFilePath(cluster, service));
  if (!existsSync(file)) return 'never deployed';
  const { source } = parseImageFile(await readFile(file, 'utf8'));
  if (!source) return 'nobody knows what its image was built from';
  // A forced push may have taken it away.
  if (!(await findCommit(repository, source))) return `${source} is no longer in the history`;
  const path = (await changedPaths(repository, source)).find(includes);
  return path && `${path} has changed`;
}

async function changedPaths(repository: string, base: string): Promise<string[]> {
  // Without renames, so that both the old and the new name of a file count.
  const names = await git(repository, 'diff', '--name-only', '--no-renames', '-z', base, 'HEAD');
  return names.split('\0').filter(name => name !== '');
}
