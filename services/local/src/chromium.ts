import { findProgram } from './find-program.ts';
import type { Progress } from './progress.ts';
import { ensurePrograms } from './system-packages.ts';

/** Under these names distributions, and GitHub's runners, have it. */
const NAMES = ['chromium', 'google-chrome', 'chromium-browser'];

/** Path of a Chromium, the distribution's unless there is another; installs it where it is missing. */
export async function ensureChromium(progress: Progress): Promise<string> {
  const found = NAMES.map(name => findProgram(name)).find(path => path !== undefined);
  if (found) return found;
  await ensurePrograms(['chromium'], progress);
  return findProgram('chromium') ?? 'chromium';
}
