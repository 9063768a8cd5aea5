import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { Logger } from './logger.ts';
import { register } from './metrics.ts';

/** Names what must be up before traffic may come, each with a quick check. */
export type ReadinessChecks = Record<string, () => boolean | Promise<boolean>>;

/** The private port of a process. */
export type AdminServer = { port: number; close(): Promise<void> };

/**
 * Serves `/livez` (the process answers), `/readyz` (200, or 503 naming what is missing) and `/metrics`.
 * Kubernetes and Prometheus ask here; the port is never published.
 */
export async function startAdminServer(options: {
  host: string;
  port: number;
  log: Logger;
  checks: ReadinessChecks;
}): Promise<AdminServer> {
  const server = Fastify({ logger: false, forceCloseConnections: true });
  server.get('/livez', async () => ({ status: 'live' }));
  server.get('/readyz', async (_request, reply) => {
    const missing = await findMissing(options.checks);
    return missing.length === 0
      ? { status: 'ready' }
      : reply.status(503).send({ status: 'not ready', missing });
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(register.contentType).send(await register.metrics()),
  );
  await server.listen({ host: options.host, port: options.port });
  const { port } = server.server.address() as AddressInfo;
  options.log.debug({ port }, 'admin port open');
  return { port, close: () => server.close() };
}

/**
 * A check of something that all replicas share: it counts until it was up once. From then on its absence is told to callers (503 with
 * Retry-After), whose connections would be refused if all replicas were taken away for it at once.
 */
export function onceUp(isUp: () => boolean | Promise<boolean>): () => Promise<boolean> {
  let wasUp = false;
  return async () => {
    wasUp ||= await isUp();
    return wasUp;
  };
}

async function findMissing(checks: ReadinessChecks): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, isUp]) => {
      try {
        return (await isUp()) ? [] : [name];
      } catch {
        return [name];
      }
    }),
  );
  return results.flat();
}
