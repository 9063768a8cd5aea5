import fastifyStatic from '@fastify/static';
import type { Server } from '@vc/kit/server.ts';
import type { FastifyReply } from 'fastify';

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
