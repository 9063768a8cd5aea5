import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Gateway } from './gateway.ts';
import type { World } from './world.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** A gateway as it is deployed: a process of its own, with an `auth` that serves the world's key. */
export type GatewayProcess = Gateway & {
  child: ChildProcess;
  /** The lines of its log so far. */
  logs: Record<string, unknown>[];
  adminUrl: string;
  /** Resident memory in bytes. */
  readMemory(): Promise<number>;
};

/** Starts `main.ts` and waits until it is ready. */
export async function startGatewayProcess(world: World): Promise<GatewayProcess> {
  const auth = await startAuth(world);
  const [port, adminPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      DATABASE_URL: world.databaseUrl,
      MONGODB_URL: world.mongodbUrl,
      RABBITMQ_URL: world.topology.urlFor('gateway'),
      AUTH_URL: auth.url,
      AUTH_TOKEN: 'a token',
      NOTIFICATION_URL: auth.url,
      NOTIFICATION_TOKEN: 'a token',
      PUBLIC_URL: 'http://video.test',
    },
  });
  const logs: Record<string, unknown>[] = [];
  createInterface({ input: child.stdout }).on('line', line => logs.push(JSON.parse(line)));
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  await waitUntilReady(adminUrl, child);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    world,
    child,
    logs,
    adminUrl,
    async readMemory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    },
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await auth.close();
    },
  };
}

async function startAuth(world: World): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const body = request.url === '/jwks.json' ? { keys: [world.key.jwk] } : { tokens: [], users: [] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function waitUntilReady(adminUrl: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the gateway ended with ${child.exitCode}`);
    const isReady = await fetch(`${adminUrl}/readyz`).then(
      answer => answer.ok,
      () => false,
    );
    if (isReady) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
