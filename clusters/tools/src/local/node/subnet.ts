/** Whether two IPv4 networks, as in `10.66.0.0/16`, have an address in common; without a length it is one address. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [parse(one), parse(other)];
  const length = Math.min(a.length, b.length);
  return first(a.address, length) === first(b.address, length);
}

function parse(network: string): { address: number; length: number } {
  const [address = '', length = '32'] = network.split('/');
  return {
    address: address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0),
    length: Number(length),
  };
}

/** The bits that all addresses of a network have in common. */
function first(address: number, length: number): number {
  return Math.floor(address / 2 ** (32 - length));
}
