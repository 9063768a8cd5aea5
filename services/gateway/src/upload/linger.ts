import type { FastifyReply, FastifyRequest } from 'fastify';

/** After an early answer a client may go on sending for so long; what it sends is thrown away. */
const LINGER_MS = 10_000;

// A client that is answered before its body was read to the end may still be sending. To end its connection with bytes
// unread resets it, and the client may lose the answer (RFC 9112, 9.6): so it stays open, and is cut later.

/** Before an answer: keeps the connection open, even where the client asked for it to be closed. */
export function keepOpen(request: Pick<FastifyRequest, 'raw'>, reply: Pick<FastifyReply, 'raw'>): void {
  if (!request.raw.complete) reply.raw.shouldKeepAlive = true;
}

/** After an answer: throws away what still comes, but not for ever. */
export function cutLater({ raw }: Pick<FastifyRequest, 'raw'>): void {
  if (raw.complete || raw.destroyed) return;
  raw.unpipe();
  raw.resume();
  const timer = setTimeout(() => raw.socket.destroy(), LINGER_MS);
  raw.once('close', () => clearTimeout(timer));
}
