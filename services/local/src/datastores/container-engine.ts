import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';

const PROBE_LIMIT_MS = 2_000;

/** Whether a Docker engine answers where testcontainers would look for one; decided within two seconds. */
export async function isContainerEngineRunning(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  for (const target of candidates(env)) {
    if (await answersPing(target)) return true;
  }
  return false;
}

type Target = { socketPath: string } | { host: string; port: number };

function candidates(env: NodeJS.ProcessEnv): Target[] {
  if (env.DOCKER_HOST) {
    const { protocol, pathname, hostname, port } = new URL(env.DOCKER_HOST);
    return [protocol === 'unix:' ? { socketPath: pathname } : { host: hostname, port: Number(port || 2375) }];
  }
  return [
    '/var/run/docker.sock',
    join(env.XDG_RUNTIME_DIR ?? '/nonexistent', 'docker.sock'),
    join(homedir(), '.docker/run/docker.sock'),
  ]
    .filter(socketPath => existsSync(socketPath))
    .map(socketPath => ({ socketPath }));
}

function answersPing(target: Target): Promise<boolean> {
  return new Promise(resolve => {
    const call = request({ ...target, path: '/_ping', timeout: PROBE_LIMIT_MS, agent: false }, response => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(false));
    call.on('close', () => resolve(false));
    call.end();
  });
}
