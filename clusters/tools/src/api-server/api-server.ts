import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CommandResult, runCommand } from '@vc/local/command.ts';
import { freePort } from '@vc/local/native/free-port.ts';
import type { Progress } from '@vc/local/progress.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { ensureTool } from '../go-tool.ts';
import { type Access, writeAccess } from './access.ts';
import { apiServerCommand, etcdCommand } from './commands.ts';

/** A Kubernetes API server of its own, with nothing that acts on what it stores: no controllers, no nodes. */
export interface ApiServer extends Pick<Access, 'address' | 'token' | 'authority' | 'kubeconfig'> {
  /** Runs kubectl as the administrator; `stderr` is all that it said, warnings included. */
  kubectl(args: readonly string[], input?: string): Promise<CommandResult>;
  /** Ends it, and removes whatever it wrote. */
  close(): Promise<void>;
}

const READY_LIMIT_MS = 60_000;

/** Starts an API server on free ports of the loopback address. It dies with this process, even by `kill -9`. */
export async function startApiServer(progress: Progress): Promise<ApiServer> {
  const kubectl = await ensureTool('kubectl', progress);
  const etcd = await ensureTool('etcd', progress);
  const apiServer = await ensureTool('kube-apiserver', progress);
  const folder = await createTemporaryDirectory();
  const [port, etcdPort, peerPort] = [await freePort(), await freePort(), await freePort()];
  const access = await writeAccess(folder, port);
  const servers = startServers([
    etcdCommand(etcd, { data: join(folder, 'etcd'), port: etcdPort, peerPort }),
    apiServerCommand(apiServer, { ...access, port, etcdPort }),
  ]);
  const close = async () => {
    await servers.end();
    await removeDirectory(folder);
  };
  const run: ApiServer['kubectl'] = (args, input) =>
    runKubectl(
      [kubectl, `--kubeconfig=${access.kubeconfig}`, `--cache-dir=${join(folder, 'cache')}`],
      args,
      input,
    );
  try {
    await progress.step('Starting an API server', () => Promise.race([waitUntilReady(run), servers.ended]));
  } catch (error) {
    await close();
    throw error;
  }
  return { ...access, kubectl: run, close };
}

/** Unlike `runCommand`, keeps every line of stderr: there may be many warnings. */
async function runKubectl(
  command: readonly [string, ...string[]],
  args: readonly string[],
  input?: string,
): Promise<CommandResult> {
  const lines: string[] = [];
  const result = await runCommand([...command, ...args], { input, onLine: line => lines.push(line) });
  return { ...result, stderr: lines.join('\n') };
}

interface Servers {
  /** Rejects when one of them ends unasked. */
  ended: Promise<never>;
  end(): Promise<void>;
}

/** What they hold is of no worth afterwards, so they are killed, not asked. */
function startServers(commands: readonly [string, ...string[]][]): Servers {
  const stop = new AbortController();
  const running = commands.map(command => runCommand(command, { signal: stop.signal }));
  const ended = Promise.race(running).then(({ code, stderr }) => {
    throw new Error(`A server ended with ${code}: ${stderr}`);
  });
  ended.catch(() => {}); // after the start nobody waits for it: kubectl tells that the server is gone
  return {
    ended,
    end: async () => {
      stop.abort();
      await Promise.all(running);
    },
  };
}

async function waitUntilReady(kubectl: ApiServer['kubectl']): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS;
  for (;;) {
    const { code, stderr } = await kubectl(['get', '--raw=/readyz']);
    if (code === 0) return;
    if (Date.now() > deadline) throw new Error(`The API server is not ready: ${stderr}`);
    await sleep(100);
  }
}
