import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP connection on which a case writes what no HTTP client would. */
export interface RawConnection {
  socket: Socket;
  /** All that came back so far. */
  received(): string;
  /** The statuses that came back so far. */
  statuses(): number[];
  /** Resolves when the other side has ended the connection, or when it has been quiet for so long. */
  endedOrQuiet(quietMs: number): Promise<'ended' | 'quiet'>;
}

/** Connects to a port of the loopback address. */
export async function openRawConnection(port: number, from?: string): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1', ...(from ? { localAddress: from } : {}) });
  socket.on('error', () => {}); // a reset is an end like any other
  // Not `once`, which rejects on a reset.
  const ended = new Promise<'ended'>(resolve => socket.on('close', () => resolve('ended')));
  let text = '';
  let lastAt = performance.now();
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1');
    lastAt = performance.now();
  });
  await once(socket, 'connect');

  async function quiet(quietMs: number): Promise<'quiet'> {
    for (let left = quietMs; left > 0; left = lastAt + quietMs - performance.now()) await sleep(left);
    return 'quiet';
  }

  return {
    socket,
    received: () => text,
    statuses: () => [...text.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => Number(status)),
    endedOrQuiet: quietMs => Promise.race([ended, quiet(quietMs)]),
  };
}
