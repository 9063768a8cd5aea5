import type { FastifyRequest } from 'fastify';

/** After an early answer a client may go on sending for so long; what it sends is thrown away. */
const LINGER_MS = 10_000;

/**
 * Ends the connection of a client that was answered before its body was read to the end, and goes on sending. Not at
 * once, and not by `Connection: close`: to end it with bytes unread resets it, and the client may lose the answer
 * (RFC 9112, 9.6). Until then Node discards what comes.
 */
export function cutLater({ raw }: Pick<FastifyRequest, 'raw'>): void {
  if (raw.complete || raw.destroyed) return;
  raw.unpipe();
  raw.resume();
  const timer = setTimeout(() => raw.socket.destroy(), LINGER_MS);
  raw.once('close', () => clearTimeout(timer));
}
