/** Whether a destination of a route is an IPv4 network, as in `10.66.0.0/16`, or address within another or the same. */
export function meets(destination: string, network: string): boolean {
  if (!/^[\d.]+(\/\d+)?$/.test(destination)) return false; // such as `default`
  const [inner, outer] = [parse(destination), parse(network)];
  return (
    inner.length >= outer.length &&
    prefix(inner.address, outer.length) === prefix(outer.address, outer.length)
  );
}

function parse(network: string): { address: number; length: number } {
  const [address = '', length = '32'] = network.split('/');
  const bytes = address.split('.').map(Number);
  return { address: bytes.reduce((sum, byte) => sum * 256 + byte, 0), length: Number(length) };
}

/** The first bits of an address. */
function prefix(address: number, length: number): number {
  return Math.floor(address / 2 ** (32 - length));
}
