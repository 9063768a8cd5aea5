import type { BrowserContext } from 'playwright-core';

/**
 * Collects what must never happen in a browser that shows the page: an uncaught error, a violation of the
 * Content-Security-Policy, a dialogue, a request to somewhere else.
 */
export async function watchProblems(context: BrowserContext, url: string): Promise<string[]> {
  const problems: string[] = [];
  await context.exposeBinding('tellViolation', (_source, text: string) => problems.push(text));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const tell = (globalThis as unknown as { tellViolation(text: string): void }).tellViolation;
      tell(`the policy (${violatedDirective}) forbids ${blockedURI}`);
    });
  });
  context.on('weberror', error => problems.push(`uncaught: ${error.error().stack}`));
  context.on('console', message => {
    if (message.type() === 'error' && /Content Security Policy/i.test(message.text()))
      problems.push(message.text());
  });
  context.on('request', request => {
    const { protocol, origin } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && origin !== url)
      problems.push(`a request goes to ${request.url()}`);
  });
  return problems;
}
