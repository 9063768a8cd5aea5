import { join } from 'node:path';
import { ensurePrograms } from '@vc/local/system-packages.ts';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { upLocal } from '../local/commands.ts';
import { newAddress } from './addresses.ts';
import { openCluster, SAMPLE } from './cluster.ts';
import { requireListedObjects } from './listed-objects.ts';
import { requireMail } from './mails.ts';
import { requireSampleMp3 } from './mp3.ts';
import type { Scenario } from './scenario.ts';
import { logIn } from './user.ts';

/** From a machine without a cluster to an MP3 and a mail. */
export const fromNothing: Scenario = {
  number: 1,
  title: 'From nothing',
  async run(step, progress) {
    await ensurePrograms(['ffmpeg', 'ffprobe'], progress);
    await step('`up local`: all Applications are Synced and Healthy', () => upLocal(progress));
    const { target, url } = await openCluster();
    await step('`kubectl get all` shows what is documented, and nothing else', () =>
      requireListedObjects(target),
    );
    const user = await step('an account is opened and logs in', () => logIn(url, newAddress('ada')));
    const fid = await step('the sample is accepted', () => user.upload(SAMPLE));
    await step('it is converted', () => user.waitForMp3(fid));
    await step('one mail arrives, and names the job', () => requireMail(user.email, fid));
    const folder = await createTemporaryDirectory();
    try {
      const mp3 = join(folder, 'video.mp3');
      await step('the MP3 is downloaded', () => user.download(fid, mp3));
      await step('it is the sound of the sample', () => requireSampleMp3(mp3));
    } finally {
      await removeDirectory(folder);
    }
  },
};
