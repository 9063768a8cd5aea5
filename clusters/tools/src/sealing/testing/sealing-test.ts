import { randomBytes } from 'node:crypto';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { onTestFinished } from 'vitest';
import type { Asking } from '../asking.ts';
import { type Deployment, inventoryOf } from '../inventory.ts';
import type { SealedCluster } from '../sealed-cluster.ts';
import { parseSealedSecret } from '../sealed-secret.ts';
import { readFiles } from './files.ts';

/** Everything that we deploy, from a public repository. */
export const DEPLOYMENT: Deployment = {
  apps: [
    'auth',
    'gateway',
    'converter',
    'notification',
    'queue-init',
    'postgres',
    'mongodb',
    'rabbitmq',
    'argocd',
  ],
  repository: 'https://git.example/video-converter.git',
};

const KEY_BYTES = 256;

/** A cluster in an empty folder, sealed by what looks like ciphertext, differs each time, and can be read by {@link readPlaintext}. */
export async function createCluster(deployment: Partial<Deployment> = {}): Promise<SealedCluster> {
  const folder = await createTemporaryDirectory();
  onTestFinished(() => removeDirectory(folder));
  return {
    folder,
    inventory: inventoryOf({ ...DEPLOYMENT, ...deployment }),
    certificate: { file: '', fingerprint: 'of this cluster', keyBytes: KEY_BYTES },
    seal: async (plaintext, { namespace, name }) => {
      const head = Buffer.alloc(2);
      head.writeUInt16BE(KEY_BYTES);
      const body = JSON.stringify({ plaintext, for: `${namespace}/${name}` });
      return Buffer.concat([head, randomBytes(KEY_BYTES), Buffer.from(body)]).toString('base64');
    },
  };
}

/** What stands in each key, by `namespace/name/key`; it must be sealed for just that place. */
export async function readPlaintext({ folder }: SealedCluster): Promise<Record<string, string>> {
  const plaintext: Record<string, string> = {};
  for (const [file, text] of Object.entries(await readFiles(folder))) {
    if (!file.startsWith('secrets/')) continue;
    const { metadata, spec } = parseSealedSecret(text);
    const title = `${metadata?.namespace}/${metadata?.name}`;
    for (const [key, value] of Object.entries(spec?.encryptedData ?? {})) {
      const body = JSON.parse(
        Buffer.from(value, 'base64')
          .subarray(2 + KEY_BYTES)
          .toString(),
      ) as Sealed;
      if (body.for !== title) throw new Error(`${title}/${key} is sealed for ${body.for}`);
      plaintext[`${title}/${key}`] = body.plaintext;
    }
  }
  return plaintext;
}

type Sealed = { plaintext: string; for: string };

/** Answers by name, and notes what was asked. */
export function answering(answers: Record<string, string> = {}, yes = true): Asking & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async answer(name, { problem }) {
      asked.push(name);
      const answer = answers[name];
      if (answer === undefined) throw new Error(`nobody answers ${name}`);
      const wrong = problem(answer);
      if (wrong) throw new Error(wrong);
      return answer;
    },
    async agrees(costs) {
      asked.push(costs);
      return yes;
    },
    async wants(what) {
      asked.push(what);
      return yes && 'repository-username' in answers;
    },
  };
}

/** What is asked for in any case. */
export const SMTP = { 'smtp-url': 'smtp://mp3:password@mail.example:587' };
