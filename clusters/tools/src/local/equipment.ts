import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { neverDone, type Step } from '../cluster/step.ts';
import { type ClusterTarget, kubectl } from '../cluster/target.ts';
import { REPOSITORY } from '../repository.ts';
import type { GithubCertificate } from './github-certificate.ts';
import { NODE_PORTS } from './node-ports.ts';

/** Where the manifests are: a file a part. */
export const EQUIPMENT: string = join(REPOSITORY, 'clusters/local/equipment');

/** The git server, as this machine reaches it. */
export const GIT_SERVER = `http://127.0.0.1:${NODE_PORTS.git}`;

/** The mails that were sent, as this machine sees them. */
export const MAIL_PAGE = `http://localhost:${NODE_PORTS.mails}`;

/** S3 with the backups, as this machine reaches it. */
export const S3_SERVER = `http://127.0.0.1:${NODE_PORTS.s3}`;

/** For SMTP_URL of what runs in the cluster. */
export const SMTP_URL = 'smtp://mail-sink.mail:587';

/** Under a name of its own, so that Argo CD lets be what it does not have in git. */
const APPLY = [
  'apply',
  '--server-side',
  '--force-conflicts',
  '--field-manager=local-equipment',
  '--filename=-',
];

/** What to do when a part does not start. */
export const ADVICE = 'See what does not start: npm run cluster -- status local.';

/** One part: its manifests, and what must run before it counts as there. */
interface Part {
  file: string;
  namespace: string;
  deployment: string;
  /** Where it must answer to this machine: kube-proxy learns of a pod a moment after it is ready. */
  url?: string;
  /** Objects that are made for this cluster. */
  made?: () => Promise<object[]>;
}

/** One part of what every cluster but this has from elsewhere: applied, and waited for. */
export function equipmentStep(
  target: ClusterTarget,
  name: string,
  { file, namespace, deployment, url, made }: Part,
): Step {
  return {
    name,
    advice: ADVICE,
    isDone: neverDone,
    async run(detail) {
      await applyText(target, await readFile(join(EQUIPMENT, file), 'utf8'));
      for (const object of (await made?.()) ?? []) await applyObject(target, object);
      detail('starting');
      await target.session.change(
        kubectl(
          target,
          `--namespace=${namespace}`,
          'wait',
          '--for=condition=Available',
          `deployment/${deployment}`,
          '--timeout=5m',
        ),
      );
      if (url) await target.session.waitFor(`${url} answers`, () => answers(url));
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

/** What the git server shows to prove that it is github.com. */
export function certificateSecret({ certificate, privateKey }: GithubCertificate): object {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/tls',
    metadata: { name: 'github-certificate', namespace: 'git' },
    stringData: { 'tls.crt': certificate, 'tls.key': privateKey },
  };
}

/**
 * What Argo CD believes it by. Applied before Argo CD, which has this ConfigMap without data in git: so its pods find the
 * certificate when they start, and nothing in git knows of it.
 */
export function trustStep(target: ClusterTarget, certificate: () => Promise<GithubCertificate>): Step {
  return {
    name: 'Trust of Argo CD in the git server',
    advice: ADVICE,
    isDone: neverDone,
    run: async () => applyObject(target, trustedCertificates(await certificate())),
  };
}

/** The ConfigMap that Argo CD reads certificates of git servers from, by host. */
export function trustedCertificates({ authority }: Pick<GithubCertificate, 'authority'>): object {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'argocd-tls-certs-cm', namespace: 'argocd' },
    data: { 'github.com': authority },
  };
}

/** Applies an object as part of the equipment. */
export function applyObject(target: ClusterTarget, object: object): Promise<void> {
  return applyText(target, JSON.stringify(object));
}

function applyText(target: ClusterTarget, text: string): Promise<void> {
  return target.session.change(kubectl(target, ...APPLY), {
    text: async () => text,
    shownAs: '(equipment)',
  });
}
