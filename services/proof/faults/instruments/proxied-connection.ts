import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Direction, Tally, Trouble } from './trouble.ts';

/** One connection through a proxy. */
export interface ProxiedConnection {
  trouble(trouble: Trouble): void;
  destroy(): void;
}

/** A slow link passes on this many pieces a second. */
const PIECES_PER_SECOND = 20;

/** Carries bytes between two sockets, as far as the trouble allows. */
export function proxyConnection(options: {
  client: Socket;
  upstream: Socket;
  trouble: Trouble;
  tally: Tally;
  onEnd: () => void;
}): ProxiedConnection {
  const { client, upstream, tally, onEnd } = options;
  let trouble = options.trouble;
  let changed = new AbortController();
  let isDamaged = false;
  /** Bytes that may still be carried; undefined while nothing limits them. */
  let remaining: number | undefined;

  function destroy(): void {
    client.destroy();
    upstream.destroy();
  }

  function reset(): void {
    if (client.destroyed && upstream.destroyed) return;
    tally.cut += 1;
    client.resetAndDestroy();
    upstream.resetAndDestroy();
  }

  async function carry(chunk: Buffer, to: Socket, direction: Direction): Promise<void> {
    for (let rest = chunk; rest.length > 0 && !to.destroyed; ) {
      let size = rest.length;
      if (trouble.kind === 'half-open' && trouble.swallows.includes(direction)) {
        isDamaged = true;
        tally.swallowed += rest.length;
        return;
      }
      if (trouble.kind === 'slow') {
        size = Math.min(size, Math.ceil(trouble.bytesPerSecond / PIECES_PER_SECOND));
        tally.delayed += 1;
        const pauseMs = trouble.delayMs + (1_000 * size) / trouble.bytesPerSecond;
        await sleep(pauseMs, undefined, { signal: changed.signal }).catch(() => {}); // healed meanwhile
      } else if (remaining !== undefined) {
        size = Math.min(size, remaining);
        remaining -= size;
      }
      const isLast = remaining === 0 && size < rest.length;
      if (size > 0) await write(to, rest.subarray(0, size));
      tally.carried += size;
      if (direction === 'to-server') tally.carriedToServer += size;
      if (isLast) return reset();
      rest = rest.subarray(size);
    }
  }

  async function pump(from: Socket, to: Socket, direction: Direction): Promise<void> {
    for await (const chunk of from) await carry(chunk, to, direction);
    const isSwallowed = trouble.kind === 'half-open' && trouble.swallows.includes(direction);
    if (isSwallowed) isDamaged = true;
    else to.end();
  }

  function enter(next: Trouble): void {
    trouble = next;
    changed.abort();
    changed = new AbortController();
    remaining = next.kind === 'cut-after' ? next.bytes : undefined;
    if (next.kind === 'reset') reset();
    else if (isDamaged && next.kind !== 'half-open') reset();
  }

  // While a link is half-open, not even the news that one side is gone comes through it.
  const passOn = () => {
    if (trouble.kind === 'half-open') isDamaged = true;
    else destroy();
  };
  for (const socket of [client, upstream]) {
    socket.on('error', () => {}); // its pump hears of it
    socket.once('close', () => client.destroyed && upstream.destroyed && onEnd());
  }
  pump(client, upstream, 'to-server').catch(passOn);
  pump(upstream, client, 'to-client').catch(passOn);
  enter(trouble);
  return { trouble: enter, destroy };
}

/** Waits until the socket takes more, or is gone. */
async function write(to: Socket, piece: Buffer): Promise<void> {
  if (to.write(piece)) return;
  const done = new AbortController();
  const options = { signal: done.signal };
  await Promise.race([once(to, 'drain', options), once(to, 'close', options)]).finally(() => done.abort());
}
