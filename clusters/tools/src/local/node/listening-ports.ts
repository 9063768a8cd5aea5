import { readFileSync } from 'node:fs';

/** A port on which some program of this machine listens. */
export interface ListeningPort {
  /** An IPv4 address; that of everything for programs that listen on all addresses. */
  address: string;
  port: number;
}

const EVERYWHERE = '0.0.0.0';
const LISTENING = '0A'; // TCP_LISTEN in the kernel's net/tcp_states.h

/** All TCP ports on which somebody listens. */
export function listListeningPorts(): ListeningPort[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(file => parsePorts(readFileSync(file, 'utf8')));
}

/** Reads the kernel's table: a line a socket, with `address:port` in hexadecimal and the state. */
export function parsePorts(table: string): ListeningPort[] {
  return table
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === LISTENING)
    .map(([, local = '']) => {
      const [address = '', port = ''] = local.split(':');
      return { address: readAddress(address), port: Number.parseInt(port, 16) };
    });
}

/** Whether a server could not listen on this address for somebody else does. */
export function isTaken(ports: readonly ListeningPort[], address: string, port: number): boolean {
  return ports.some(other => other.port === port && [address, EVERYWHERE].includes(other.address));
}

/** IPv4 has its bytes in the machine's order, which is little-endian; of IPv6 only "all addresses" concerns IPv4. */
function readAddress(hexadecimal: string): string {
  if (/^0+$/.test(hexadecimal)) return EVERYWHERE;
  return Buffer.from(hexadecimal.slice(-8), 'hex').reverse().join('.');
}
