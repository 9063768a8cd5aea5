import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { nextSteps } from '../../src/cluster/next-steps.ts';
import { readStatus } from '../../src/cluster/status.ts';
import { forwardPage, signIn } from '../../src/cluster/ui.ts';
import { createInstallation } from './installation.ts';

async function running() {
  const made = await createInstallation();
  onTestFinished(made.close);
  await made.up();
  return made;
}

it('tells how Applications, images, pods and the load balancer are, and changes nothing', async () => {
  const { target, calls } = await running();
  const images = join(target.repository, 'clusters/eks/images');
  await mkdir(images);
  await writeFile(join(images, 'auth.yaml'), `image: { digest: "sha256:${'a'.repeat(64)}" }`);
  await writeFile(join(images, 'gateway.yaml'), `image: { digest: "sha256:${'b'.repeat(64)}" }`);
  const before = calls.length;

  const status = await readStatus(target);
  expect(calls.slice(before).filter(it => it.changes)).toEqual([]);
  expect(status).toMatch(/✓ +root +Synced +Healthy/);
  expect(status).toMatch(/✓ +auth +in git sha256:aaaaaaaaaaaa +runs sha256:aaaaaaaaaaaa\n/);
  expect(status).toMatch(/… +gateway +in git sha256:bbbbbbbbbbbb +runs sha256:cccccccccccc\n/);
  expect(status).toMatch(/… +converter +CI has not built it +nothing runs\n/);
  expect(status).toMatch(/Not ready\nvideo-converter +gateway-1 +ImagePullBackOff\n/);
  expect(status).toContain('Load balancer: k8s-1.elb.amazonaws.com (');
  expect(status).toContain('https://mp3.our.test/login');
});

it('says after `up` what remains for people', async () => {
  const { target } = await running();
  expect(await nextSteps(target)).toMatch(
    /gateway wait for CI\. .* arn:aws:iam::123456789012:role\/video-converter-images\.\n- DNS: mp3.our.test CNAME k8s-1/,
  );
});

it("brings Argo CD's page within reach, and says how to sign in without saying the password", async () => {
  const { target } = await running();
  const page = await forwardPage(target);
  expect(page.url).toBe('https://127.0.0.1:45678');
  await page.stop();
  expect(signIn(target)).toMatch(
    /^User admin;.*\n {2}kubectl .* secret\/argocd-initial-admin-secret .* \| base64 --decode$/,
  );
});

it('says why the page is not to be had', async () => {
  const { target, world } = await running();
  world.cluster = undefined;
  await expect(forwardPage(target)).rejects.toThrow(
    'kubectl does not reach Argo CD: Unable to connect to the server',
  );
});
