import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { NAMES } from './names.ts';

/** What notification takes for the internet: names, a public server, and a sentinel wherever it must not go. */
export interface PretendInternet {
  /** For the process of notification. */
  variables: Record<string, string>;
  /** Hosts of the requests that reached the public server, in order. */
  calls(): readonly string[];
  /** Connections that reached the sentinel. There must be none. */
  intrusions(): number;
  close(): Promise<void>;
}

/** Starts both servers on loopback, and makes a certificate for the names. */
export async function startPretendInternet(): Promise<PretendInternet> {
  const directory = await createTemporaryDirectory();
  const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')];
  const names = Object.keys(NAMES).map(name => `DNS:*.${name}`);
  await runSuccessfully([
    ...(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'] as const),
    ...[
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=public.example',
      '-addext',
      `subjectAltName=${names.join(',')}`,
    ],
    ...['-keyout', key, '-out', certificate],
  ]);

  const calls: string[] = [];
  const publicServer = createHttpsServer(
    { key: await readFile(key), cert: await readFile(certificate) },
    (request, response) => {
      const host = request.headers.host ?? '';
      calls.push(host);
      request.resume();
      const isMoved = host.endsWith('.redirect.example');
      response.writeHead(isMoved ? 307 : 201, isMoved ? { location: 'https://127.0.0.1/' } : {}).end();
    },
  );
  let intrusions = 0;
  const sentinel = createServer(socket => {
    intrusions += 1;
    socket.destroy();
  });
  const [publicPort, sentinelPort] = [await listen(publicServer), await listen(sentinel)];
  return {
    variables: {
      NODE_OPTIONS: `--import=${new URL('./dial.ts', import.meta.url).href}`,
      NODE_EXTRA_CA_CERTS: certificate,
      PRETEND_PUBLIC_PORT: String(publicPort),
      PRETEND_SENTINEL_PORT: String(sentinelPort),
    },
    calls: () => calls,
    intrusions: () => intrusions,
    async close() {
      publicServer.closeAllConnections();
      publicServer.close();
      sentinel.close();
      await removeDirectory(directory);
    },
  };
}

async function listen(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}
