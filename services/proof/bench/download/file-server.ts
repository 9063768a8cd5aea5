import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// What a download costs at least: a bare Node HTTP server that sends a file, which is its argument. Prints its URL.
const [file = ''] = process.argv.slice(2);
const { size } = await stat(file);

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-length': size });
  createReadStream(file).pipe(response);
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }));
});
