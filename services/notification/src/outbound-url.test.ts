import { describe, expect, it } from 'vitest';
import { isPublicAddress, parseAllowedHosts, parseOutboundUrl } from './outbound-url.ts';

const nothing = parseAllowedHosts('');

describe('a user-given URL', () => {
  it.each([
    'https://example.org/hook',
    'https://example.org:443/hook?token=1',
    'https://EXAMPLE.org./hook',
    'https://bücher.example/',
    'https://93.184.215.14/hook',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/hook',
  ])('%s may be called', text => {
    expect(parseOutboundUrl(text, nothing).isAllowed).toBe(false);
  });

  it.each([
    ['not a URL', 'malformed'],
    ['https://', 'malformed'],
    ['ftp://example.org/', 'https://'],
    ['file:///etc/passwd', 'https://'],
    ['http://example.org/', 'https://'],
    ['https://user@example.org/', 'user name'],
    ['https://user:password@example.org/', 'user name'],
    ['https://example.org:8443/', 'port'],
    ['https://example.org:22/', 'port'],
    [`https://example.org/${'a'.repeat(2048)}`, 'longer'],
    [`https://example.org/${'ü'.repeat(1000)}`, 'longer'],
    ['https://127.0.0.1/', 'public'],
    ['https://127.1/', 'public'],
    ['https://2130706433/', 'public'],
    ['https://0x7f000001/', 'public'],
    ['https://0177.0.0.1/', 'public'],
    ['https://0x7f.1/', 'public'],
    ['https://127.0.0.1./', 'public'],
    ['https://１２７.0.0.1/', 'public'],
    ['https://0/', 'public'],
    ['https://10.0.0.1/', 'public'],
    ['https://169.254.169.254/latest/meta-data/', 'public'],
    ['https://[::1]/', 'public'],
    ['https://[::]/', 'public'],
    ['https://[::ffff:127.0.0.1]/', 'public'],
    ['https://[::ffff:93.184.215.14]/', 'public'],
    ['https://[64:ff9b::7f00:1]/', 'public'],
    ['https://[2002:7f00:1::]/', 'public'],
    ['https://[fd00::1]/', 'public'],
  ])('%s may not: %s', (text, reason) => {
    expect(() => parseOutboundUrl(text, nothing)).toThrow(reason);
  });

  it('may be anything where its very host and port are allowed', () => {
    const allowed = parseAllowedHosts('Localhost:9000,[::1]:9001');
    expect(parseOutboundUrl('http://localhost:9000/hook', allowed).isAllowed).toBe(true);
    expect(parseOutboundUrl('https://localhost:9000/hook', allowed).isAllowed).toBe(true);
    expect(parseOutboundUrl('http://[::1]:9001/hook', allowed).isAllowed).toBe(true);
    expect(() => parseOutboundUrl('http://localhost:9001/hook', allowed)).toThrow('https://');
    expect(() => parseOutboundUrl('http://user@localhost:9000/hook', allowed)).toThrow('user name');
  });
});

describe('an address', () => {
  it.each(['1.1.1.1', '93.184.215.14', '172.32.0.1', '2606:4700:4700::1111', '2a00:1450:4001::1'])(
    '%s is public',
    address => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'this network'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['127.0.0.53', 'loopback'],
    ['169.254.169.254', 'link-local, cloud metadata'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['192.0.0.1', 'protocol assignments'],
    ['192.0.2.1', 'documentation'],
    ['198.18.0.1', 'benchmarking'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['::ffff:127.0.0.1', 'IPv4-mapped'],
    ['::ffff:1.1.1.1', 'IPv4-mapped'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['64:ff9b:1::7f00:1', 'local NAT64'],
    ['2002:7f00:1::', '6to4'],
    ['2001::1', 'Teredo'],
    ['2001:db8::1', 'documentation'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local with a zone'],
    ['fec0::1', 'site-local'],
    ['fd00:ec2::254', 'unique local, cloud metadata'],
    ['ff02::1', 'multicast'],
    ['4000::1', 'not handed out'],
    ['example.org', 'not an address'],
  ])('%s is not (%s)', address => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
