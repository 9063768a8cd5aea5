import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A server on loopback that nobody has any reason to call. */
export interface Sentinel {
  /** As `127.0.0.1:port`. */
  host: string;
  /** How often it was called. */
  calls(): number;
  close(): Promise<void>;
}

/** Starts one. It speaks no protocol: a connection is a breach already. */
export async function startSentinel(): Promise<Sentinel> {
  let calls = 0;
  const server = createServer(socket => {
    calls += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}
