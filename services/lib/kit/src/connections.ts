import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Lets a server close as soon as its last answer has ended. Node itself ends the connections that are idle when the close
 * begins, but neither one on which no request has come yet (browsers open some in advance), nor one whose answer ends later
 * (it is kept alive for a minute): both would hold up the close.
 *
 * @returns what to call when the close begins
 */
export function trackConnections(server: Server): () => void {
  /** Answers under way on each connection. */
  const answers = new Map<Socket, number>();
  let isClosing = false;

  function count(socket: Socket, change: 1 | -1): void {
    const before = answers.get(socket);
    if (before === undefined) return; // closed by now
    answers.set(socket, before + change);
    if (isClosing) endIfIdle(socket);
  }

  function endIfIdle(socket: Socket): void {
    if (answers.get(socket) === 0) socket.destroySoon();
  }

  server.on('connection', (socket: Socket) => {
    answers.set(socket, 0);
    socket.once('close', () => answers.delete(socket));
    if (isClosing) endIfIdle(socket);
  });
  server.on('request', ({ socket }, response) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  });
  return () => {
    isClosing = true;
    for (const socket of answers.keys()) endIfIdle(socket);
  };
}
