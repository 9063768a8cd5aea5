/** Takes connections on the ports that it is given, and closes them; prints a line once it listens. Started by internet.ts. */
import { once } from 'node:events';
import { createServer } from 'node:net';

for (const port of process.argv.slice(2)) {
  await once(
    createServer(socket => socket.on('error', () => {}).end()).listen(Number(port), '0.0.0.0'),
    'listening',
  );
}
console.log('listening');
