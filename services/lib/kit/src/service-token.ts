import { createHash, timingSafeEqual } from 'node:crypto';
import type { onRequestHookHandler } from 'fastify';
import { Problem } from './problem.ts';

/** The code of the refusal; for a caller it is an outage of its own configuration, never the user's fault. */
export const UNKNOWN_CALLER = 'unknown-caller';

/** A hook that lets only the named callers in: `{ gateway: '<its token>' }`. Tokens are compared in constant time. */
export function requireCaller(tokens: Record<string, string>): onRequestHookHandler {
  const accepted = Object.values(tokens).map(digest);
  return (request, _reply, done) => {
    const presented = digest(request.headers.authorization?.replace(/^Bearer /, '') ?? '');
    // Every token is compared, whichever matches: the time tells nothing.
    const isKnown = accepted.filter(token => timingSafeEqual(token, presented)).length > 0;
    done(isKnown ? undefined : new Problem(403, UNKNOWN_CALLER, 'This call needs a service token.'));
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();
