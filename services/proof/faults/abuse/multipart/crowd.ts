import { fakeVideo, videoForm } from '../../../../gateway/test/support/form.ts';
import { failIfAny } from '../breaches.ts';
import { newAddress } from '../customer.ts';
import { outcomeOf, patiently } from '../http.ts';
import type { World } from '../world.ts';
import { requireNoHalfUploads } from './leftovers.ts';
import { peakMemory } from './memory.ts';
import { openRawConnection } from './raw-connection.ts';
import { beginSlowUpload } from './slow.ts';

/** With three uploads each they hold every place that a replica has (50), until they are found to be slow. */
const ATTACKERS = 20;
/** Of the connections, how many bear the token of an attacker; of the others half have none and half end no head. */
const WITH_TOKEN = 240;

/** 500 connections that hardly send, of which 20 accounts have tokens, while customers upload: all of these are accepted. */
export async function uploadInACrowd(
  world: World,
  { connections = 500, uploads = 20 } = {},
): Promise<string> {
  const attackers = await Promise.all(Array.from({ length: ATTACKERS }, world.newCustomer));
  const customers = await Promise.all(Array.from({ length: uploads }, world.newCustomer));
  const crowd = await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      const from = newAddress();
      const attacker = attackers[index % ATTACKERS] ?? NOBODY;
      if (index < WITH_TOKEN) return await beginSlowUpload(world, attacker, { from });
      if (index % 2 === 0) return await beginSlowUpload(world, NOBODY, { from });
      const connection = await openRawConnection(world.port, from);
      connection.socket.write('POST /upload HTTP/1.1\r\nHost: x\r\n');
      return { connection, stop: () => connection.socket.destroy() };
    }),
  );
  try {
    const answers = await Promise.all(
      // Slow senders are cut after seconds, so that a client that comes again as it is told finds a place.
      customers.map(async customer =>
        outcomeOf(await patiently(() => customer.uploadForm(videoForm(fakeVideo(500_000))))),
      ),
    );
    failIfAny(
      answers.filter(answer => answer !== '202').map(answer => `An upload was answered by ${answer}.`),
    );
  } finally {
    for (const { stop } of crowd) stop();
  }
  await requireNoHalfUploads(world);
  return `${connections} connections, ${uploads} uploads, gateway at most ${await peakMemory(world)} MiB`;
}

const NOBODY = { token: 'none' };
