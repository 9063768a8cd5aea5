import { once } from 'node:events';
import { Agent } from 'node:http';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { findGarbage } from '@vc/jobs/housekeeping.ts';
import { afterAll, expect, test } from 'vitest';
import { fakeVideo, videoForm } from './support/form.ts';
import { type Gateway, startGateway, startGatewayForTest } from './support/gateway.ts';
import { beginUpload } from './support/raw-upload.ts';
import { receivingOf, rowsOf } from './support/rows.ts';
import { createUser } from './support/user.ts';
import { createWorld } from './support/world.ts';

const world = await createWorld();
const gateway = await startGateway(world);
afterAll(async () => {
  await gateway.close();
  await world.close();
});

const form = videoForm(fakeVideo(2_000_000));
const announced = { 'content-length': form.body.length };

/** Begins an upload whose first half has reached the gateway. */
async function sendHalf(to: Gateway) {
  const user = createUser(to);
  const upload = beginUpload(to, user, form, announced);
  upload.request.write(form.body.subarray(0, form.body.length / 2));
  await expect.poll(() => receivingOf(world, user.id)).toHaveLength(1);
  const [row] = await receivingOf(world, user.id);
  return { user, upload, fid: row?.fid ?? '' };
}

const blobOf = (fid: string) =>
  world.db.selectFrom('jobs.blob').selectAll().where('fid', '=', fid).executeTakeFirstOrThrow();
const isGarbage = async (file: string) =>
  (await findGarbage(world.db, 1_000)).some(garbage => garbage.file === file);

test('of an upload that its sender cuts the row goes, and its bytes are garbage', async () => {
  const { user, upload, fid } = await sendHalf(gateway);
  const { file } = await blobOf(fid);
  expect(await isGarbage(file)).toBe(false);
  upload.request.destroy();
  await expect.poll(() => rowsOf(world, user.id)).toEqual([]);
  expect(await isGarbage(file)).toBe(true);
});

test('a sender that falls silent is told so, at whatever point', async () => {
  const impatient = await startGatewayForTest(world, { upload: { idleMs: 100 } });
  const silentWithin = await sendHalf(impatient);
  expect(await silentWithin.upload.answer).toMatchObject({ status: 408, body: { code: 'upload-idle' } });

  const user = createUser(impatient);
  const silentBefore = beginUpload(impatient, user, form, announced);
  expect(await silentBefore.answer).toMatchObject({ status: 408, body: { code: 'upload-idle' } });

  const silentAtTheEnd = beginUpload(impatient, user, form, announced);
  silentAtTheEnd.request.write(form.body.subarray(0, -form.boundary.length));
  expect(await silentAtTheEnd.answer).toMatchObject({ status: 408 });

  for (const { request } of [silentWithin.upload, silentBefore, silentAtTheEnd]) request.destroy();
  expect(await rowsOf(world, user.id)).toEqual([]);
});

test('an upload that lost its lease is not accepted, though every byte came', async () => {
  const { user, upload, fid } = await sendHalf(gateway);
  await world.db.deleteFrom('jobs.job').where('fid', '=', fid).execute();
  upload.request.end(form.body.subarray(form.body.length / 2));
  const { status, headers } = await upload.answer;
  expect([status, headers['retry-after']]).toEqual([503, '5']);
  expect(await rowsOf(world, user.id)).toEqual([]);
});

test('an upload that loses its lease is cut at the next renewal', async () => {
  const { upload, fid } = await sendHalf(gateway);
  await world.db.deleteFrom('jobs.job').where('fid', '=', fid).execute();
  expect((await upload.answer).status).toBe(503);
  upload.request.destroy();
});

test.each([true, false])(
  'a sender that is refused early gets its answer, may go on sending for a while and is cut then (keep-alive: %s)',
  { concurrent: true },
  async keepAlive => {
    const user = createUser(gateway);
    const { type, body } = videoForm(Buffer.alloc(8_000_000, 'no video '));
    const { request, answer } = beginUpload(
      gateway,
      user,
      { type },
      { 'content-length': body.length },
      new Agent({ keepAlive }),
    );
    const socket = new Promise<Socket>(resolve => request.once('socket', resolve));
    request.write(body.subarray(0, 1_000_000));
    expect((await answer).status).toBe(415);
    if (keepAlive) {
      // It goes on as if nothing had been said, and is not reset: what it sends is thrown away.
      await new Promise<void>((resolve, reject) => {
        request.write(body.subarray(1_000_000, 7_000_000), error => (error ? reject(error) : resolve()));
      });
      expect((await socket).destroyed).toBe(false);
    }
    const { destroyed } = await socket;
    if (!destroyed) await once(await socket, 'close');
  },
);

test('a stranger is refused while it still sends, whatever it sends', async () => {
  const stranger = { ...createUser(gateway), authorization: 'Bearer none' };
  const { request, answer } = beginUpload(gateway, stranger, form, announced);
  request.write(form.body.subarray(0, 1_000_000));
  const { status, headers } = await answer;
  expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer error="invalid_token"']);
  request.destroy();
});

test('a store that fails is an outage, not the sender’s mistake', async () => {
  const failing = await startGatewayForTest(world, {
    upload: {
      writeVideo() {
        const store = new PassThrough();
        store.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
        return store;
      },
    },
  });
  const user = createUser(failing);
  const answer = await user.upload<{ code: string }>(videoForm(fakeVideo(5_000)));
  expect([answer.status, answer.json().code]).toEqual([503, 'unavailable']);
  expect(await rowsOf(world, user.id)).toEqual([]);
});
