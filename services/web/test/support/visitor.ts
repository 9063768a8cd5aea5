import type { BrowserContext, Locator, Page } from 'playwright-core';

/** Somebody who looks at the page. */
export type Visitor = {
  context: BrowserContext;
  page: Page;
  /** What went wrong so far, a sentence each; who means it to go wrong takes it out. */
  problems: string[];
};

/** Chooses files as from the dialogue of the operating system. */
export async function chooseFiles(page: Page, files: Parameters<Locator['setInputFiles']>[0]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose videos' }).click(),
  ]);
  await chooser.setFiles(files);
}

/** The row of a file, on its way or uploaded. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });
}

/** Waits until a file has a state. */
export async function waitForState(page: Page, name: string, state: string | RegExp): Promise<void> {
  await rowOf(page, name).getByText(state, { exact: true }).waitFor();
}
