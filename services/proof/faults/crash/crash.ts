import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Customer } from '@vc/local/ledger/customer.ts';
import type { ServiceProcess } from '@vc/local/product/service-process.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import type { World } from '../ledger/world.ts';
import type { CrashPoint } from './crash-point.ts';
import { passTime } from './pass-time.ts';

const PRELOAD = fileURLToPath(new URL('preload.ts', import.meta.url));

/**
 * Has a service die at a point while it serves one video, starts it anew as it is, and waits until the video's customer has
 * what was promised: one job, its MP3, and word of it.
 *
 * @param whileDead what the customer does with the job meanwhile
 * @throws where the service did not die there, or the promise is not kept
 */
export async function crash(
  world: World,
  customer: Customer,
  point: CrashPoint,
  whileDead?: (fid: string) => Promise<unknown>,
): Promise<void> {
  const service = world.product.services[point.service];
  const note = join(world.product.directory, 'crash-note');
  const options = service.variables.NODE_OPTIONS ?? '';
  await rm(note, { force: true });
  await service.stop();
  try {
    await service.start({
      NODE_OPTIONS: `${options} --import=${PRELOAD}`,
      CRASH_POINT: JSON.stringify(point),
      CRASH_NOTE: note,
    });
    const upload = customer.upload();
    upload.catch(() => {}); // awaited below
    await waitUntil(`${point.service} dies where ${point.name}`, async () => service.pid === undefined);
    await requireNote(note, point);
    if (whileDead) await whileDead(await upload);
    await passTime(world, point.service);
    await startUnarmed(service, options);
    const fid = await upload;
    if (customer.ledger.canceled.includes(fid)) return; // that it stays so, and nobody is told, the audit sees
    await customer.waitForMp3(fid);
    await waitUntil(`${customer.email} is told`, () => isTold(customer, fid));
  } finally {
    if (service.pid !== undefined && service.variables.CRASH_POINT) await service.kill();
    if (service.pid === undefined) await startUnarmed(service, options);
  }
}

const startUnarmed = (service: ServiceProcess, options: string) =>
  service.start({ NODE_OPTIONS: options, CRASH_POINT: '', CRASH_NOTE: '' });

/** That it is gone proves nothing: it may have ended for another reason, such as a function that is not there any more. */
async function requireNote(note: string, point: CrashPoint): Promise<void> {
  const told = await readFile(note, 'utf8').catch(() => undefined);
  if (told !== point.name) throw new Error(`${point.service} ended, but not where ${point.name}`);
}

async function isTold(customer: Customer, fid: string): Promise<boolean> {
  const { notifications } = await customer.readJob(fid);
  return notifications.length > 0 && notifications.every(({ status }) => status !== 'pending');
}
