import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import type { SealingKey } from '../sealing/sealing-key.ts';
import type { Argv } from './session.ts';
import type { Step } from './step.ts';
import { aws, inFolder, kubectl, type Target } from './target.ts';

const ADVICE = 'OPERATIONS.md tells what to do about a lost sealing key.';

/** Where the sealing key is kept in AWS Secrets Manager. */
export function keptKeyName({ settings }: Pick<Target, 'settings'>): string {
  return `${settings.cluster}/sealing-key`;
}

/**
 * The key is kept in Secrets Manager before anything is sealed with it. A key that is there is used again: so a new cluster can read
 * what an earlier one had in git.
 */
export function keepSealingKeyStep(target: Target, makeKey: () => Promise<SealingKey>): Step {
  const { session } = target;
  const name = keptKeyName(target);
  return {
    name: 'Sealing key in Secrets Manager',
    advice: ADVICE,
    isDone: async () => (await keptState(target)) === 'kept',
    async run() {
      if ((await keptState(target)) === 'deleted') {
        await session.change(aws(target, 'secretsmanager', 'restore-secret', `--secret-id=${name}`));
        return;
      }
      if (await hasSealedSecrets(target)) {
        throw new SetupError(
          `git has sealed secrets, but Secrets Manager has no key ${name} that could open them.`,
        );
      }
      await session.change(
        aws(
          target,
          'secretsmanager',
          'create-secret',
          `--name=${name}`,
          '--description=Opens the sealed secrets in git',
          '--secret-string=file:///dev/stdin',
        ),
        {
          text: async () => JSON.stringify(await makeKey()),
          shownAs: '(a new RSA key and its certificate)',
        },
      );
    },
  };
}

/** `clusters/<cluster>/secrets/certificate.pem`: what everybody seals with. */
export function certificateStep(target: Target): Step {
  const { session } = target;
  const file = inFolder(target, 'secrets', 'certificate.pem');
  const inGit = async () => (existsSync(file) ? readFile(file, 'utf8') : '');
  return {
    name: 'Certificate to seal with',
    advice: ADVICE,
    isDone: async () => (await inGit()) === (await readKeptKey(target)).certificate,
    async run() {
      if ((await inGit()) && (await hasSealedSecrets(target))) {
        throw new SetupError(
          'The sealed secrets in git are sealed with another certificate than that of the kept key.',
        );
      }
      await session.act(`# writes ${file}`, async () => {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, (await readKeptKey(target)).certificate);
      });
    },
  };
}

/** The key in the cluster, before the controller starts, which would make its own. */
export function sealingKeySecretStep(target: Target): Step {
  const { session } = target;
  return {
    name: 'Sealing key in the cluster',
    advice: ADVICE,
    async isDone() {
      const certificate = await session.ask(
        kubectl(
          target,
          '--namespace=sealed-secrets',
          'get',
          'secret/sealing-key',
          '--ignore-not-found',
          '--output=jsonpath={.data.tls\\.crt}',
        ),
      );
      return Buffer.from(certificate ?? '', 'base64').toString() === (await readKeptKey(target)).certificate;
    },
    run: () =>
      session.change(
        kubectl(target, 'apply', '--server-side', '--field-manager=cluster-up', '--filename=-'),
        {
          text: async () => sealingKeySecret(await readKeptKey(target)),
          shownAs: `(Secret sealing-key made of ${keptKeyName(target)})`,
        },
      ),
  };
}

/** The Secret that the controller opens what was sealed with. */
export function sealingKeySecret({ privateKey, certificate }: SealingKey): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/tls',
    metadata: {
      name: 'sealing-key',
      namespace: 'sealed-secrets',
      labels: { 'sealedsecrets.bitnami.com/sealed-secrets-key': 'active' },
    },
    stringData: { 'tls.crt': certificate, 'tls.key': privateKey },
  });
}

/** A deleted one can be had back for a month. */
async function keptState(target: Target): Promise<'kept' | 'deleted' | undefined> {
  const deleted = await target.session.ask(
    aws(
      target,
      'secretsmanager',
      'describe-secret',
      `--secret-id=${keptKeyName(target)}`,
      '--query=DeletedDate',
      '--output=json',
    ),
    /ResourceNotFoundException/,
  );
  if (deleted === undefined) return undefined;
  return deleted === 'null' ? 'kept' : 'deleted';
}

async function readKeptKey(target: Target): Promise<SealingKey> {
  const command: Argv = aws(
    target,
    'secretsmanager',
    'get-secret-value',
    `--secret-id=${keptKeyName(target)}`,
    '--query=SecretString',
    '--output=text',
  );
  return JSON.parse((await target.session.ask(command)) ?? '{}');
}

async function hasSealedSecrets(target: Target): Promise<boolean> {
  const folder = inFolder(target, 'secrets');
  if (!existsSync(folder)) return false;
  return (await readdir(folder, { recursive: true })).some(file => file.endsWith('.yaml'));
}
