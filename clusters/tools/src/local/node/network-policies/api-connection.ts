import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import type { Readable } from 'node:stream';
import { NODE, type NodeFiles, PORTS } from '../layout.ts';

/** Asks the API server for a path; an answer that is no success throws. The body is the caller's to read. */
export type ApiConnection = (path: string) => Promise<Readable>;

/** As the administrator: this is test equipment, on a node that is his anyway. */
export async function openApiConnection(files: NodeFiles): Promise<ApiConnection> {
  const agent = new Agent({
    ca: await readFile(files.certificate('cluster-authority')),
    cert: await readFile(files.certificate('admin')),
    key: await readFile(files.key('admin')),
    keepAlive: true,
  });
  return path =>
    new Promise((resolve, reject) => {
      const sent = request({ host: NODE.address, port: PORTS.api, path, agent }, answer => {
        if (answer.statusCode === 200) return resolve(answer);
        answer.resume();
        reject(new Error(`${path}: ${answer.statusCode}`));
      });
      sent.on('error', reject);
      sent.end();
    });
}
