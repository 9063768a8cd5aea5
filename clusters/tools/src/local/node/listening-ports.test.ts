import { expect, it } from 'vitest';
import { isTaken, parsePorts } from './listening-ports.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
   0: 0100007F:7532 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
   1: 00000000:192B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
   2: 0100007F:1538 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0
`;

it('reads who listens from the table of the kernel', () => {
  expect(parsePorts(TABLE)).toEqual([
    { address: '127.0.0.1', port: 30002 },
    { address: '0.0.0.0', port: 6443 },
  ]);
});

it('takes a port for taken on the address itself, and where somebody listens on all', () => {
  const ports = parsePorts(TABLE);
  expect(isTaken(ports, '127.0.0.1', 30002)).toBe(true);
  expect(isTaken(ports, '10.66.255.1', 30002)).toBe(false);
  expect(isTaken(ports, '10.66.255.1', 6443)).toBe(true);
});
