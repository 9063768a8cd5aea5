/**
 * Git by HTTP on port 8080, and by HTTPS on 8443 if there is a certificate in /tls: all repositories of /repositories, for reading and
 * for writing. A push to one that is not there makes it.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';

const REPOSITORIES = '/repositories';
const CERTIFICATE = '/tls/tls.crt';
const KEY = '/tls/tls.key';

/** git keeps its settings here, in variables, since nothing else of the container can be written. */
const GIT = {
  PATH: process.env.PATH,
  HOME: '/tmp',
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'safe.directory', // the volume may belong to another user
  GIT_CONFIG_VALUE_0: '*',
  GIT_CONFIG_KEY_1: 'http.receivepack',
  GIT_CONFIG_VALUE_1: 'true',
};

const listeners = [createServer(answer).listen(8080)];
if (existsSync(CERTIFICATE)) {
  const tls = { cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) };
  listeners.push(createSecureServer(tls, answer).listen(8443));
}
process.on('SIGTERM', () => {
  for (const listener of listeners) listener.close().closeAllConnections();
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  serve(request, response).catch(error => {
    console.error(error);
    response.destroy();
  });
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/healthz') {
    response.end('ok\n');
    return;
  }
  const [, name, service] =
    /^\/((?:[\w-][\w.-]*\/)*?[\w-][\w.-]*?)(?:\.git)?\/(info\/refs|git-[a-z]+-pack|HEAD|objects\/.*)$/.exec(
      pathname,
    ) ?? [];
  if (!name) {
    response.writeHead(404).end();
    return;
  }
  const repository = `${name}.git`;
  if (searchParams.get('service') === 'git-receive-pack') await ensureRepository(repository);
  runBackend(request, response, `/${repository}/${service}`, searchParams);
}

async function ensureRepository(name: string): Promise<void> {
  const folder = join(REPOSITORIES, name);
  if (existsSync(folder)) return;
  await promisify(execFile)('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder], {
    env: GIT,
  });
}

/** Git's own program for web servers, which speaks CGI: https://git-scm.com/docs/git-http-backend */
function runBackend(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
): void {
  const { headers, method } = request;
  const backend = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...GIT,
      GIT_PROJECT_ROOT: REPOSITORIES,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
      PATH_INFO: path,
      QUERY_STRING: query.toString(),
      REQUEST_METHOD: method,
      REMOTE_ADDR: request.socket.remoteAddress,
      CONTENT_TYPE: headers['content-type'] ?? '',
      ...(headers['content-length'] ? { CONTENT_LENGTH: headers['content-length'] } : {}),
      ...(headers['content-encoding'] ? { HTTP_CONTENT_ENCODING: headers['content-encoding'] } : {}),
    },
  });
  backend.stdin.on('error', () => {}); // it had heard enough
  request.pipe(backend.stdin);
  response.on('close', () => backend.kill());
  passOn(backend.stdout, response);
}

/** A CGI answer: headers, one of which may be the status, an empty line, the body. */
function passOn(output: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  const readHead = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    output.off('data', readHead);
    const headers = head
      .subarray(0, end)
      .toString('latin1')
      .split('\r\n')
      .map(line => line.split(/:\s*/, 2));
    for (const [name = '', value = ''] of headers) {
      if (name.toLowerCase() === 'status') response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.write(head.subarray(end + 4));
    output.pipe(response);
  };
  output.on('data', readHead);
  output.on('end', () => {
    if (!response.headersSent) response.writeHead(502).end();
  });
}
