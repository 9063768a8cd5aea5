import { describe, expect, it } from 'vitest';
import { claimDeliveries, markHandedOver, settleDelivery } from '../src/deliveries.ts';
import { useMail } from './mail-fixture.ts';
import { eventually, makeDue } from './test-notification.ts';

const mail = useMail();

/** Claims the one delivery that is due, as a sender does that will not live to send it. */
async function claimOne() {
  const [claimed, ...others] = await claimDeliveries(mail.database.db, 'email', 10);
  expect(others).toEqual([]);
  if (!claimed) throw new Error('nothing was due');
  return claimed;
}

describe('a sender', () => {
  it('leaves a claimed delivery alone until the lease ends, then takes it over', async () => {
    const { id, email } = await mail.endJob();
    const dead = await claimOne();
    expect(await claimDeliveries(mail.database.db, 'email', 10)).toEqual([]);
    await makeDue(mail.database.superuser, id);
    mail.start();
    await eventually(async () => expect(await mail.statuses(id)).toEqual([{ status: 'sent', attempts: 2 }]));
    expect(mail.sink.mails(email)).toHaveLength(1);

    // The dead one was only frozen: it may neither send nor record any more.
    expect(await markHandedOver(mail.database.db, dead)).toBe(false);
    const verdict = { status: 'gave-up', detail: null, doubts: 0 } as const;
    expect(await settleDelivery(mail.database.db, dead, verdict)).toBe(false);
    expect(await mail.statuses(id)).toEqual([{ status: 'sent', attempts: 2 }]);
  });

  it('may not hand over after its lease, even when nobody took the delivery over', async () => {
    const { id } = await mail.endJob();
    const frozen = await claimOne();
    await makeDue(mail.database.superuser, id);
    expect(await markHandedOver(mail.database.db, frozen)).toBe(false);
  });

  it('repeats once what somebody died with after the hand-over', async () => {
    const { id, email } = await mail.endJob();
    await markHandedOver(mail.database.db, await claimOne());
    await makeDue(mail.database.superuser, id);
    mail.start();
    await eventually(async () => expect(await mail.statuses(id)).toEqual([{ status: 'sent', attempts: 2 }]));
    expect(mail.sink.mails(email)).toHaveLength(1);
  });

  it('does not repeat what two have died with', async () => {
    const { id, email } = await mail.endJob();
    for (const _death of [1, 2]) {
      await markHandedOver(mail.database.db, await claimOne());
      await makeDue(mail.database.superuser, id);
    }
    mail.start();
    await eventually(async () =>
      expect(await mail.statuses(id)).toEqual([{ status: 'gave-up', attempts: 3 }]),
    );
    expect(mail.sink.attempts(email)).toBe(0);
  });

  it('shares the work with others, each mail sent by one', async () => {
    const ended = await Promise.all(Array.from({ length: 40 }, () => mail.endJob()));
    const replicas = [mail.start(), mail.start(), mail.start()];
    for (const replica of replicas) replica.wake();
    await eventually(async () => {
      const settled = await Promise.all(ended.map(({ id }) => mail.statuses(id)));
      expect(settled.flat()).toEqual(ended.map(() => ({ status: 'sent', attempts: 1 })));
    });
    for (const { email } of ended) expect(mail.sink.mails(email)).toHaveLength(1);
  });

  it('tells those who watch the job what became of the mail', async () => {
    const { id, fid } = await mail.endJob();
    const updatedAt = async () =>
      (
        await mail.database.superuser
          .selectFrom('jobs.job')
          .select('updated_at')
          .where('fid', '=', fid)
          .executeTakeFirstOrThrow()
      ).updated_at;
    const before = await updatedAt();
    mail.start();
    await eventually(async () => expect(await mail.statuses(id)).toEqual([{ status: 'sent', attempts: 1 }]));
    expect((await updatedAt()).getTime()).toBeGreaterThan(before.getTime());
  });
});
