import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where things are kept that take long to make, outside the repository; it may be removed at any time. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'video-converter');
}
