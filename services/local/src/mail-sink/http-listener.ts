import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Mailbox } from './mailbox.ts';
import { HTML_PART_POLICY, htmlPart, listPage, mailPage, PAGE_POLICY } from './page.ts';

/** A running HTTP server. */
export interface HttpListener {
  port: number;
  close(): Promise<void>;
}

/**
 * Shows a mailbox: `/` lists, `/mails/{id}` shows a mail. `GET /mails?to=` answers JSON, the
 * oldest first, and `DELETE /mails` removes all.
 */
export async function listenForBrowsers(
  address: { host: string; port: number },
  mailbox: Mailbox,
): Promise<HttpListener> {
  const server = createServer((request, response) => {
    answer(mailbox, request, response).catch(error => send(response, 500, 'text/plain', String(error)));
  });
  server.listen(address);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(mailbox: Mailbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, collection, id = '', part] = url.pathname.split('/');
  if (request.method === 'DELETE' && url.pathname === '/mails') {
    await mailbox.clear();
    response.writeHead(204).end();
  } else if (request.method !== 'GET') {
    send(response, 405, 'text/plain', 'method not allowed');
  } else if (url.pathname === '/') {
    send(response, 200, 'text/html', listPage(mailbox.list()), PAGE_POLICY);
  } else if (url.pathname === '/mails') {
    send(
      response,
      200,
      'application/json',
      JSON.stringify(mailbox.list(url.searchParams.get('to') ?? undefined)),
    );
  } else {
    const mail = collection === 'mails' ? mailbox.find(id) : undefined;
    if (!mail) send(response, 404, 'text/plain', 'not found');
    else if (part === undefined) send(response, 200, 'text/html', mailPage(mail), PAGE_POLICY);
    else if (part === 'html') send(response, 200, 'text/html', htmlPart(mail), HTML_PART_POLICY);
    else send(response, 404, 'text/plain', 'not found');
  }
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  policy = `default-src 'none'`,
) {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(body);
}
