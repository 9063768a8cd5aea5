import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sealingKeySecret } from '../cluster/kept-sealing-key.ts';
import { neverDone, type Step } from '../cluster/step.ts';
import { type ClusterTarget, inFolder, kubectl } from '../cluster/target.ts';
import type { SealingKey } from '../sealing/sealing-key.ts';

const ADVICE = 'A cluster that has lost its sealing key is made anew: npm run cluster -- down local.';

/** Where EKS has Secrets Manager: a file for its owner alone, which is this cluster's backup. */
export async function ensureSealingKey(
  file: string,
  makeKey: () => Promise<SealingKey>,
): Promise<SealingKey> {
  if (!existsSync(file)) {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, JSON.stringify(await makeKey()), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  return readSealingKey(file);
}

/** What {@link ensureSealingKey} has kept. */
export async function readSealingKey(file: string): Promise<SealingKey> {
  return JSON.parse(await readFile(file, 'utf8'));
}

/** Writes what everybody seals with into the cluster's folder. */
export async function writeCertificate(target: ClusterTarget, { certificate }: SealingKey): Promise<void> {
  const file = inFolder(target, 'secrets', 'certificate.pem');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, certificate);
}

/** The key in the cluster, before the controller starts, which would make its own. */
export function localSealingKeyStep(target: ClusterTarget, key: SealingKey): Step {
  return {
    name: 'Sealing key in the cluster',
    advice: ADVICE,
    isDone: neverDone,
    run: () =>
      target.session.change(
        kubectl(target, 'apply', '--server-side', '--field-manager=cluster-up', '--filename=-'),
        { text: async () => sealingKeySecret(key), shownAs: '(Secret sealing-key)' },
      ),
  };
}
