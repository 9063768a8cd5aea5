import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { type AllowedHosts, hostOf, isPublicAddress, parseOutboundUrl } from './outbound-url.ts';

/** Asks DNS for all addresses of a host. */
export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

/** What to send to a user-given URL. */
export type OutboundRequest = {
  url: string;
  headers: Record<string, string>;
  body: string | Buffer;
  /** Called when the connection stands and nothing has been sent: the last moment to think better of it. */
  handOver(): Promise<void>;
};

/** What came back; redirects are answers like any other. `retryAfter` in seconds. */
export type OutboundAnswer = { status: number; retryAfter: number | undefined };

/** Sends one POST request to a user-given URL. */
export type PostOutbound = (request: OutboundRequest) => Promise<OutboundAnswer>;

/** The URL's host is not public; asking again would not change what we think of it. */
export class OutboundRefused extends Error {}

const TIME_LIMIT_MS = 10_000;

/** Bytes of an answer's body that are read, and thrown away, so that an honest server may end it in peace. */
const LONGEST_BODY = 64 * 1024;

/**
 * A client for URLs that users give us, which must not become a way into our network: only `https:`, only public
 * addresses, no redirects, no answer but its status, ten seconds. The name is resolved once and the connection made to the very
 * addresses that were checked, so that a DNS answer cannot change in between.
 *
 * @throws {Problem} 422 or {OutboundRefused} when the URL must not be called; anything else is a failed connection
 */
export function createOutbound(options: { allowed: AllowedHosts; resolve?: Resolve }): PostOutbound {
  const resolve = options.resolve ?? (host => lookup(host, { all: true }));

  return async ({ url: text, headers, body, handOver }) => {
    const { url, isAllowed } = parseOutboundUrl(text, options.allowed);
    const signal = AbortSignal.timeout(TIME_LIMIT_MS);
    const addresses = await Promise.race([resolve(hostOf(url)), aborted(signal)]);
    if (!isAllowed && !addresses.every(({ address }) => isPublicAddress(address))) {
      throw new OutboundRefused(`${url.hostname} is not a public host`);
    }
    const isSecure = url.protocol === 'https:';
    const request = (isSecure ? requestHttps : requestHttp)(url, {
      method: 'POST',
      headers: { 'user-agent': 'video-converter', ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false, // a connection of its own: none made for somebody else’s check
      lookup: answerWith(addresses),
      signal,
    });
    const answer = awaitAnswer(request);
    await connected(request, isSecure, signal);
    try {
      await handOver();
    } catch (error) {
      request.destroy();
      throw error;
    }
    request.end(body);
    return answer;
  };
}

/** Gives the checked addresses to whoever asks, in either of the two shapes that Node asks for. */
function answerWith(addresses: { address: string; family: number }[]): LookupFunction {
  return (_host, { all }, callback) => {
    const [first] = addresses;
    if (!first) callback(new Error('the host has no address'), '', 0);
    else if (all) callback(null, addresses);
    else callback(null, first.address, first.family);
  };
}

async function connected(request: ClientRequest, isSecure: boolean, signal: AbortSignal): Promise<void> {
  const [socket] = await once(request, 'socket', { signal });
  await once(socket, isSecure ? 'secureConnect' : 'connect', { signal });
}

/** Resolves with the head of the answer; its body is nothing to us, and a long one is cut off. */
function awaitAnswer(request: ClientRequest): Promise<OutboundAnswer> {
  const answer = new Promise<OutboundAnswer>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response: IncomingMessage) => {
      const { statusCode, headers } = response;
      discard(response);
      resolve({ status: statusCode ?? 0, retryAfter: Number(headers['retry-after']) || undefined });
    });
  });
  answer.catch(() => {}); // it may fail while nobody waits for it yet
  return answer;
}

function discard(response: IncomingMessage): void {
  let received = 0;
  response.on('error', () => {}); // cut off by us or by the time limit
  response.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > LONGEST_BODY) response.destroy();
  });
}

async function aborted(signal: AbortSignal): Promise<never> {
  await once(signal, 'abort');
  throw signal.reason;
}
