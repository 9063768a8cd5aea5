import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { freePort } from '@vc/local/native/free-port.ts';
import { expect } from 'vitest';
import { eventually } from './eventually.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The service as a process of its own. */
export type ConverterProcess = {
  /** Resolves when it is ready. */
  isReady(): Promise<void>;
  /** The body of `/readyz`. */
  readiness(): Promise<unknown>;
  metrics(): Promise<string>;
  /** Asks it to end and waits until it has. */
  stop(): Promise<{ code: number | null; stdout: string; stderr: string }>;
  /** Ends it by force, if it still runs. */
  kill(): Promise<void>;
};

/** Starts the service with the given variables and no others but PATH. */
export async function startConverter(variables: Record<string, string>): Promise<ConverterProcess> {
  const port = await freePort();
  const env = { PATH: process.env.PATH, HOST: '127.0.0.1', ADMIN_PORT: String(port), ...variables };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const closed = once(child, 'close');
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  return {
    isReady: () => eventually(async () => expect((await ask('/readyz')).status).toBe(200)),
    readiness: async () => (await ask('/readyz')).json(),
    metrics: async () => (await ask('/metrics')).text(),
    async stop() {
      child.kill('SIGTERM');
      const [code] = await closed;
      return { code, stdout: await stdout, stderr: await stderr };
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
