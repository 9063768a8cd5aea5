import { expect, it } from 'vitest';
import { remoteOf } from './checkout.ts';
import type { Target } from './target.ts';

const REMOTES = `origin\tgit@github.com:our/video-converter.git (fetch)
upstream\thttps://github.com/their/video-converter (fetch)`;

function target(repository: string): Target {
  return {
    settings: { repository },
    repository: '/fork',
    session: { ask: async () => REMOTES },
  } as unknown as Target;
}

it.each([
  ['https://github.com/our/video-converter.git', 'origin'],
  ['ssh://git@github.com/our/video-converter', 'origin'],
  ['https://github.com/their/video-converter.git', 'upstream'],
  ['https://github.com/nobody/video-converter.git', 'https://github.com/nobody/video-converter.git'],
])('pushes to %s by way of %s', async (repository, remote) => {
  expect(await remoteOf(target(repository))).toBe(remote);
});
