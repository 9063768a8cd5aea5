import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Access } from './access.ts';

/** What an API server answers. */
export interface ApiReply {
  status: number;
  /** Parsed JSON; a `Status` where something went wrong. */
  body: unknown;
  /** What it warns of, such as pods that a namespace's profile will refuse. */
  warnings: string[];
}

/** One call of the API. */
export interface ApiCall {
  method: 'GET' | 'PATCH';
  /** With its query. */
  path: string;
  body?: unknown;
  contentType?: string;
  accept?: string;
}

/** Calls an API server, over connections that are kept. Unlike kubectl it tells what each single object gets. */
export interface ApiClient {
  call(call: ApiCall): Promise<ApiReply>;
  close(): void;
}

/** More at once would only wait in the server. */
const CONNECTIONS = 8;

/** A client for a server that runs. */
export async function createApiClient({
  address,
  authority,
  token,
}: Pick<Access, 'address' | 'authority' | 'token'>): Promise<ApiClient> {
  const agent = new Agent({ ca: await readFile(authority), keepAlive: true, maxSockets: CONNECTIONS });
  return {
    call: ({ method, path, body, contentType = 'application/json', accept = 'application/json' }) =>
      new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${token}`, accept, 'content-type': contentType };
        const sent = request(`${address}${path}`, { method, agent, headers }, async response => {
          try {
            const content = await text(response);
            resolve({
              status: response.statusCode ?? 0,
              body: JSON.parse(content),
              warnings: (response.headersDistinct.warning ?? []).map(warningText),
            });
          } catch (error) {
            reject(error);
          }
        });
        sent.on('error', reject);
        sent.end(body === undefined ? undefined : JSON.stringify(body));
      }),
    close: () => agent.destroy(),
  };
}

/** `299 - "text"`, with quotes and backslashes of the text escaped. */
function warningText(header: string): string {
  return header.replace(/^299 - "(.*)"$/, '$1').replace(/\\(.)/g, '$1');
}
