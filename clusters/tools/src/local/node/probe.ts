import { readFile } from 'node:fs/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { NODE, type NodeFiles } from './layout.ts';

const LIMIT_MS = 5_000;

/** Who asks, and whom he trusts, by the names of certificates. */
export interface ProbeIdentity {
  authority: string;
  client: string;
}

/** Whether the node's address answers a path with 200, over TLS if somebody asks. */
export async function answers(
  files: NodeFiles,
  port: number,
  path: string,
  identity?: ProbeIdentity,
): Promise<boolean> {
  const options = { host: NODE.address, port, path, agent: false, timeout: LIMIT_MS };
  const tls = identity && {
    ca: await readFile(files.certificate(`${identity.authority}-authority`)),
    cert: await readFile(files.certificate(identity.client)),
    key: await readFile(files.key(identity.client)),
  };
  return new Promise(resolve => {
    const request = tls ? requestHttps({ ...options, ...tls }) : requestHttp(options);
    request.on('response', response => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => {}); // nobody listens yet
    request.on('close', () => resolve(false));
    request.end();
  });
}
