import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { imageFilePath, parseImageFile } from '../images/image-file.ts';
import { deployImages } from '../local/deploy-images.ts';
import { ensureImages } from '../local/images/ensure-images.ts';
import { newAddress } from './addresses.ts';
import type { Clone } from './clone.ts';
import { openCluster, SAMPLE } from './cluster.ts';
import { keepConverting } from './conversions.ts';
import { probeAsUsers } from './prober.ts';
import { withRestoredClone } from './restored-clone.ts';
import { listPods, waitUntilImageRuns, waitUntilReplaced, waitUntilSynced } from './rollout.ts';
import type { Scenario } from './scenario.ts';
import { logIn } from './user.ts';

const APP = 'gateway';
const VALUES = 'clusters/local/values/gateway.yaml';
const SOURCE = 'services/gateway/src/app.ts';

/** What is pushed runs soon after, nobody notices, and a revert takes it back. Argo CD finds it by itself, every 15 s. */
export const pushToRunning: Scenario = {
  number: 2,
  title: 'Push to running',
  async run(step, progress) {
    const { node, target, url } = await openCluster();
    const user = await logIn(url, newAddress('bob'));
    const prober = probeAsUsers(url, user.authorization);
    const conversions = keepConverting(user, SAMPLE);
    try {
      await withRestoredClone(target, async clone => {
        const before = await readDigest(clone);
        const pods = await listPods(target, APP);
        await clone.edit(VALUES, limitUploads);
        const configured = await clone.push('Take videos of up to 1 GiB');
        await step('a pushed limit is Synced', () => waitUntilSynced(target, APP, configured));
        await step('pods that know it have replaced those before', () =>
          waitUntilReplaced(target, APP, pods),
        );

        await clone.edit(SOURCE, text => `${text}// changed\n`);
        await clone.push('Change the gateway');
        const built = await step('the image of a changed service is built', () =>
          ensureImages(node, progress, clone.folder),
        );
        await deployImages(clone.folder, built, target.settings);
        const deployed = await clone.pull();
        const after = await readDigest(clone);
        if (after === before) throw new Error('The change of a source changed no image.');
        await step('its digest, as CI pushes it, is Synced', () => waitUntilSynced(target, APP, deployed));
        await step('it runs', () => waitUntilImageRuns(target, APP, after));

        const reverted = await clone.revert(deployed, configured);
        await step('`git revert` of both is Synced', () => waitUntilSynced(target, APP, reverted));
        await step('the image from before runs', () => waitUntilImageRuns(target, APP, before));
      });
      await step('no request has failed meanwhile', () => prober.stop());
      await step('all conversions meanwhile have ended well', () => conversions.stop());
    } finally {
      await Promise.allSettled([prober.stop(), conversions.stop()]);
    }
  },
};

function limitUploads(text: string | undefined): string {
  const values = parse(text ?? '') as { env?: object };
  return stringify({ ...values, env: { ...values.env, UPLOAD_MAX_BYTES: '1073741824' } });
}

async function readDigest(clone: Clone): Promise<string> {
  const text = await readFile(join(clone.folder, imageFilePath('local', APP)), 'utf8');
  return parseImageFile(text).digest ?? '';
}
