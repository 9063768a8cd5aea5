import { openCluster } from './cluster.ts';
import { withRestoredClone } from './restored-clone.ts';
import type { Scenario } from './scenario.ts';
import { rotateBrokerPasswords, rotateDatabasePasswords } from './secrets/passwords.ts';
import { readHistory, readLogs, readObjects, readProcesses } from './secrets/places.ts';
import { findPlaintext, type Place } from './secrets/plaintext.ts';
import { readSecrets, type SecretText } from './secrets/secret-values.ts';
import { rotateSigningKey } from './secrets/signing-key.ts';

/** New secrets run soon after they were pushed, the old ones open nothing any more, and none stands anywhere in plaintext. */
export const rotateSecrets: Scenario = {
  number: 5,
  title: 'Secrets',
  async run(step) {
    const cluster = await openCluster();
    const { target } = cluster;
    const old = await readSecrets(target);
    await withRestoredClone(target, async clone => {
      const rotation = { step, cluster, clone };
      await rotateDatabasePasswords(rotation);
      await rotateBrokerPasswords(rotation);
      await rotateSigningKey(rotation);

      const secrets = [...old, ...(await readSecrets(target))];
      const places: [claim: string, read: () => Promise<Place[]>][] = [
        ['all that git keeps, files and history', () => readHistory(clone.folder)],
        ['all objects but Secrets: pods, ConfigMaps, Applications and the rest', () => readObjects(target)],
        ['environment and arguments of the processes in our pods', () => readProcesses(target)],
        ["all pods' logs", () => readLogs(target)],
      ];
      for (const [where, read] of places) {
        await step(`no secret, old or new, stands in ${where}`, async () =>
          requireNoPlaintext(secrets, await read()),
        );
      }
    });
  },
};

function requireNoPlaintext(secrets: readonly SecretText[], places: readonly Place[]): void {
  const findings = findPlaintext(secrets, places);
  if (findings.length > 0) throw new Error(findings.join('; '));
}
