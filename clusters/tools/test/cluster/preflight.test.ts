import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createInstallation } from './installation.ts';

async function refused(
  spoil: (made: Awaited<ReturnType<typeof createInstallation>>) => Promise<void> | void,
) {
  const made = await createInstallation();
  onTestFinished(made.close);
  await spoil(made);
  const error = await made.up().catch((it: Error) => it.message);
  expect(made.calls.filter(it => it.changes)).toEqual([]);
  return error;
}

it('refuses another account than that of the settings', async () => {
  expect(
    await refused(({ world }) => {
      world.account = '999999999999';
    }),
  ).toContain(
    'You are signed in to account 999999999999, the settings are for 123456789012: set AWS_PROFILE',
  );
});

it('refuses `down` in another account, too', async () => {
  const made = await createInstallation();
  onTestFinished(made.close);
  made.world.account = '999999999999';
  await expect(made.down()).rejects.toThrow('You are signed in to account 999999999999');
  expect(made.calls.filter(it => it.changes)).toEqual([]);
});

it("refuses the example's settings, and says all that is wrong at once", async () => {
  expect(
    await refused(({ target, world }) => {
      Object.assign(target.settings, { account: '111122223333', host: 'mp3.example.org' });
      world.account = '111122223333';
    }),
  ).toMatch(/account is still the example's\n.*host is still the example's/);
});

it('refuses what Argo CD would not see: a change that is not committed', async () => {
  expect(
    await refused(({ target }) => writeFile(join(target.repository, 'clusters/eks/aws.yaml'), 'changed')),
  ).toMatch(/Commit or put away[\s\S]* M clusters\/eks\/aws.yaml/);
});

it("makes nothing while the backups' bucket would be somebody else's", async () => {
  expect(
    await refused(({ world }) => {
      world.isBucketForeign = true;
    }),
  ).toContain("Bucket our-backups is somebody else's");
});

it('pushes nothing that the operator does not want pushed', async () => {
  const made = await createInstallation();
  onTestFinished(made.close);
  made.means.confirm = async () => false;
  await expect(made.up()).rejects.toThrow('Sealed secrets in git: You said no.');
  expect(made.calls.some(({ line }) => / (?:commit|push) /.test(line))).toBe(false);
});

it('makes no second sealing key while git has secrets sealed with the first', async () => {
  const made = await createInstallation();
  onTestFinished(made.close);
  await made.up();
  made.world.sealingKey = undefined;
  await expect(made.up()).rejects.toThrow(
    'Sealing key in Secrets Manager: git has sealed secrets, but Secrets Manager has no key video-converter/sealing-key',
  );
});
