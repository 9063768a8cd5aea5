import { Problem } from '@vc/kit/problem.ts';
import type { FastifyRequest } from 'fastify';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send along with the session cookie. Browsers say where a request comes from in
 * `Sec-Fetch-Site`, older ones in `Origin`; a request with a cookie and neither is not from our page.
 *
 * @throws {Problem} 403
 */
export function requireSameOrigin(
  request: Pick<FastifyRequest, 'method' | 'headers'>,
  publicUrl: string,
): void {
  if (SAFE_METHODS.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  const { origin, host } = request.headers;
  const isOwnOrigin =
    origin !== undefined && (origin === publicUrl || origin.replace(/^https?:\/\//, '') === host);
  if (site === undefined ? isOwnOrigin : site === 'same-origin') return;
  throw new Problem(
    403,
    'cross-site',
    'This request came from another site. Use the page itself, or a Bearer token.',
  );
}
