import fastifyStatic from '@fastify/static';
import type { Server } from '@vc/kit/server.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Files whose names carry a hash of their content. */
const NEVER_CHANGES = /\/assets\/[^/]+$/;

/**
 * The page: the files that `services/web` was built into, each at a path of its own; `/` is `index.html`. There is no catch-all,
 * so what is not among them stays 404.
 *
 * @param directory that holds them
 */
export async function pageRoutes(app: Server, directory: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: directory,
    wildcard: false, // a route for each file that is there now
    preCompressed: true,
    schemaHide: true,
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply: FastifyReply, path: string) =>
      void reply.header(
        'cache-control',
        NEVER_CHANGES.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  });
}

/**
 * A hook for who follows the download link of a mail: browsers send the session's cookie along only from our own page, which a
 * mail is not. So it leads to the page, which has the file, or the form that signs in. Browsers alone tell `Sec-Fetch-Mode`;
 * everybody else gets the 401.
 *
 * @param cookieName of the session
 */
export function createLeadToPage(cookieName: string) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { fid } = request.query as { fid?: unknown }; // not validated yet
    const isLink =
      request.routeOptions.url === '/download' && request.headers['sec-fetch-mode'] === 'navigate';
    const isKnown = request.headers.authorization !== undefined || request.cookies[cookieName] !== undefined;
    if (!isLink || isKnown || typeof fid !== 'string') return undefined;
    return reply.redirect(`/#/jobs/${encodeURIComponent(fid)}`, 303);
  };
}
