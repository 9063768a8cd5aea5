import { Problem } from '@vc/kit/problem.ts';
import ipaddr from 'ipaddr.js';

/** Longest URL kept, in characters of its normalised form: the contract's limit, and an index row must hold it. */
const LONGEST_URL = 2048;

/** `host:port` pairs of OUTBOUND_ALLOW, lower case. */
export type AllowedHosts = ReadonlySet<string>;

/** A user's URL that may be called, as far as can be told without asking DNS. */
export type OutboundUrl = {
  url: URL;
  /** Named in OUTBOUND_ALLOW: its addresses are not checked. */
  isAllowed: boolean;
};

/** Reads OUTBOUND_ALLOW. */
export function parseAllowedHosts(list: string): AllowedHosts {
  return new Set(list.toLowerCase().split(',').filter(Boolean));
}

/**
 * Accepts a user-given URL: `https:` on port 443 of a public host, without credentials; or any `http(s):` URL of an
 * allowed `host:port`. (The URL parser has made dotted quads of decimal, octal and hexadecimal IPv4 addresses by then.)
 *
 * @throws {Problem} 422 saying what is wrong with it
 */
export function parseOutboundUrl(text: string, allowed: AllowedHosts): OutboundUrl {
  if (!URL.canParse(text)) throw unacceptable('is malformed');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw unacceptable('must begin with https://');
  if (url.username || url.password) throw unacceptable('must not contain a user name or password');
  if (url.href.length > LONGEST_URL) throw unacceptable(`is longer than ${LONGEST_URL} characters`);
  url.hash = ''; // never sent, so nothing to keep

  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (allowed.has(`${url.hostname}:${port}`)) return { url, isAllowed: true };
  if (url.protocol !== 'https:') throw unacceptable('must begin with https://');
  if (port !== '443') throw unacceptable('must use the standard port 443');
  const literal = hostOf(url);
  if (ipaddr.isValid(literal) && !isPublicAddress(literal)) throw unacceptable('must name a public host');
  return { url, isAllowed: false };
}

/** The host without the brackets of an IPv6 literal. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** The part of IPv6 that is handed out for public unicast (RFC 4291, 2.4); ipaddr.js takes whatever it does not know for public. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is public unicast. Private, loopback, link-local, shared and reserved ranges are not, nor is any
 * IPv6 form that carries an IPv4 address (mapped, NAT64, 6to4, Teredo): it would reach what the IPv4 rules refuse.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || (address as ipaddr.IPv6).match(GLOBAL_UNICAST);
}

function unacceptable(what: string): Problem {
  return new Problem(422, 'unacceptable-url', `The URL ${what}.`);
}
