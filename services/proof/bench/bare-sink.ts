import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// What an upload costs at least: a bare Node HTTP server that throws every body away. Prints its URL.
const server = createServer((request, response) => {
  request.on('end', () => response.writeHead(202).end()).resume();
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }));
});
