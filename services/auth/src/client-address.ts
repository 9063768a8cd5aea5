import { isIP, isIPv4 } from 'node:net';

/**
 * The name under which throttling counts a network address: an IPv4 address as it is, an IPv6 address by its /64,
 * since one customer usually has at least that many (RFC 6177).
 */
export function toThrottledAddress(address: string): string {
  const bare = address.split('%', 1)[0] ?? ''; // without a zone (RFC 4007)
  if (isIPv4(bare)) return bare;
  if (isIP(bare) === 0) return 'unknown';
  const groups = expandIPv6(bare);
  return toMappedIPv4(groups) ?? `${groups.slice(0, 4).join(':')}::/64`;
}

/** The eight groups in hexadecimal, whatever the notation. */
function expandIPv6(address: string): string[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = [], tail] = canonical.split('::').map(part => part.split(':').filter(Boolean));
  if (!tail) return head;
  return [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
}

/** IPv4 seen through a dual-stack socket: ::ffff:a.b.c.d (RFC 4291, 2.5.5.2). */
function toMappedIPv4(groups: string[]): string | undefined {
  if (groups.slice(0, 6).join(':') !== '0:0:0:0:0:ffff') return undefined;
  return groups
    .slice(6)
    .map(group => Number.parseInt(group, 16))
    .flatMap(pair => [pair >> 8, pair & 255])
    .join('.');
}
