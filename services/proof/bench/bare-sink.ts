import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

// What an upload costs at least: a bare Node HTTP server that throws every body away, with the argument `sha256` after having
// hashed it. Prints its URL.
const read =
  process.argv[2] === 'sha256'
    ? (request: IncomingMessage) => request.pipe(createHash('sha256'))
    : (request: IncomingMessage) => request.resume();

const server = createServer((request, response) => {
  request.on('end', () => response.writeHead(202).end());
  read(request);
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }));
});
