import { type Form, fakeVideo, videoForm } from '../../../../gateway/test/support/form.ts';
import { failIfAny } from '../breaches.ts';
import { type Customer, newAddress } from '../customer.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';
import { requireNoHalfUploads } from './leftovers.ts';
import { openRawConnection, type RawConnection } from './raw-connection.ts';

const TRICKLE_EVERY_MS = 500;

/** An upload on which bytes come one at a time, or none. */
export interface SlowUpload {
  connection: RawConnection;
  stop(): void;
}

/** Begins an upload, sends `sent` bytes of its body, and then one byte at a time, or nothing. */
export async function beginSlowUpload(
  { port }: Pick<World, 'port'>,
  { token }: Pick<Customer, 'token'>,
  {
    form = videoForm(fakeVideo(100_000)),
    sent = 1_000,
    trickles = true,
    from,
  }: {
    form?: Form;
    sent?: number;
    trickles?: boolean;
    from?: string;
  } = {},
): Promise<SlowUpload> {
  const connection = await openRawConnection(port, from);
  const head = [
    'POST /upload HTTP/1.1',
    'Host: x',
    `Authorization: Bearer ${token}`,
    `Content-Type: ${form.type}`,
    `Content-Length: ${form.body.length}`,
  ];
  connection.socket.write(`${head.join('\r\n')}\r\n\r\n`);
  connection.socket.write(form.body.subarray(0, sent));
  let next = sent;
  const trickle = setInterval(() => {
    if (trickles && connection.socket.writable) connection.socket.write(form.body.subarray(next, next + 1));
    next += 1;
  }, TRICKLE_EVERY_MS);
  connection.socket.on('close', () => clearInterval(trickle));
  return {
    connection,
    stop() {
      clearInterval(trickle);
      connection.socket.destroy();
    },
  };
}

/** Senders that are silent, or next to silent, lose their place; those who cut leave nothing. */
export async function sendSlowly(world: World): Promise<string> {
  const customer = await world.newCustomer();
  const { body } = videoForm(fakeVideo(100_000));
  const places = [
    { name: 'in the head of the part', sent: 20 },
    { name: 'at the file’s first bytes', sent: 150 },
    { name: 'in the middle of the file', sent: 50_000 },
    { name: 'in the final boundary', sent: body.length - 40 },
  ];
  const breaches: string[] = [];
  for (const { name, sent } of places) {
    for (const trickles of [false, true]) {
      const upload = await beginSlowUpload(world, customer, { sent, trickles });
      const what = `${trickles ? 'One byte at a time' : 'Silence'} ${name}`;
      await until(`${what.toLowerCase()} was answered`, async () => upload.connection.statuses()[0], 20_000)
        .then(status => status === 408 || breaches.push(`${what}: ${status} instead of 408.`))
        .catch(error => breaches.push(error.message));
      upload.stop();
    }
    const cut = await beginSlowUpload(world, customer, { sent, trickles: false });
    await until('the upload is under way', async () => {
      const rows = await world.query(`select from jobs.job where owner = $1 and state = 'receiving'`, [
        customer.id,
      ]);
      return rows.length > 0 || undefined;
    });
    cut.stop();
    await requireNoHalfUploads(world).catch(error => breaches.push(`Cut ${name}: ${error.message}`));
  }
  failIfAny(breaches);
  return `${places.length} places, each silent, slow and cut`;
}

/** Heads that never end: Node's own limit is 60 s, looked at every 30 s. */
const HEAD_LIMIT_MS = 100_000;

/** Connections whose heads come a byte at a time, begun now and judged by the function returned. */
export async function beginSlowHeads(
  { port }: Pick<World, 'port'>,
  count: number,
): Promise<() => Promise<string>> {
  const slow = await Promise.all(Array.from({ length: count }, () => openRawConnection(port, newAddress())));
  const started = performance.now();
  for (const { socket } of slow) socket.write('POST /upload HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  const trickle = setInterval(() => {
    for (const { socket } of slow) if (socket.writable) socket.write('x');
  }, TRICKLE_EVERY_MS);
  return async () => {
    try {
      const left = HEAD_LIMIT_MS - (performance.now() - started);
      await until(
        'connections whose heads do not end are cut',
        async () => slow.every(({ socket }) => socket.destroyed) || undefined,
        left,
      );
      return `${count} connections, cut within ${Math.round((performance.now() - started) / 1000)} s`;
    } finally {
      clearInterval(trickle);
      for (const { socket } of slow) socket.destroy();
    }
  };
}
