import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { type Account, signIn } from './account.ts';
import { watchProblems } from './problems.ts';
import type { Visitor } from './visitor.ts';

/** How somebody comes to the page. */
export type Visit = BrowserContextOptions & {
  /** Signed in already. */
  as?: Account;
  /** Where to, behind the address of the gateway. */
  path?: string;
  /** Another gateway than the one of all tests. */
  url?: string;
};

/** On a busy machine a conversion takes its time; what never comes fails just as well later. */
const PATIENCE_MS = 60_000;

/**
 * One Chromium for a file of tests. Each visit is a browser of its own: no cookie, storage or service worker in common. After each
 * test nothing may have gone wrong in any of them.
 */
export function useBrowser(): { visit(visit?: Visit): Promise<Visitor> } {
  let browser: Browser;
  let visitors: Visitor[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: inject('page').chromium });
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    const gone = visitors;
    visitors = [];
    const problems = gone.flatMap(visitor => visitor.problems);
    await Promise.all(gone.map(({ context }) => context.close()));
    expect(problems).toEqual([]);
  });

  return {
    async visit({ as, path = '/', url = inject('page').url, ...options } = {}) {
      const context = await browser.newContext({
        baseURL: url,
        locale: 'en-GB',
        acceptDownloads: true,
        ...options,
      });
      const problems = await watchProblems(context, url);
      if (as) await signIn(context.request, as);
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      const visitor = { context, page, problems };
      visitors.push(visitor);
      await page.goto(path);
      return visitor;
    },
  };
}
