import type { Access } from './access.ts';

type Command = [string, ...string[]];

/** etcd for one client, without the syncs that data of a test does not need. */
export function etcdCommand(
  program: string,
  { data, port, peerPort }: { data: string; port: number; peerPort: number },
): Command {
  const client = `http://127.0.0.1:${port}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  return [
    program,
    `--data-dir=${data}`,
    '--unsafe-no-fsync',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--log-level=error',
  ];
}

/** An API server that admits what a real cluster's does: the default plug-ins (pod security, quotas, namespaces …). */
export function apiServerCommand(
  program: string,
  { certificates, tokenFile, serviceAccountKey, port, etcdPort }: Access & { port: number; etcdPort: number },
): Command {
  return [
    program,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    `--cert-dir=${certificates}`,
    `--token-auth-file=${tokenFile}`,
    '--authorization-mode=Node,RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${serviceAccountKey}`,
    `--service-account-signing-key-file=${serviceAccountKey}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    // Nothing runs here, so nobody answers where a webhook points to.
    '--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook',
  ];
}
