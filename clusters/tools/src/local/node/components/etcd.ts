import type { Component } from '../component.ts';
import { NODE, type NodeFiles, PORTS } from '../layout.ts';
import { answers } from '../probe.ts';

const MEMBER = 'etcd-member';

/** Keeps what the API server stores. It writes without waiting for the disk: its data survive its end, not the machine's. */
export function etcd(files: NodeFiles): Component {
  const clients = `https://${NODE.address}:${PORTS.etcd}`;
  const peers = `https://${NODE.address}:${PORTS.etcdPeer}`;
  const authority = files.certificate('etcd-authority');
  return {
    name: 'etcd',
    args: [
      `--data-dir=${files.etcd}`,
      '--unsafe-no-fsync',
      `--listen-client-urls=${clients}`,
      `--advertise-client-urls=${clients}`,
      '--client-cert-auth',
      `--trusted-ca-file=${authority}`,
      `--cert-file=${files.certificate(MEMBER)}`,
      `--key-file=${files.key(MEMBER)}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=default=${peers}`,
      '--peer-client-cert-auth',
      `--peer-trusted-ca-file=${authority}`,
      `--peer-cert-file=${files.certificate(MEMBER)}`,
      `--peer-key-file=${files.key(MEMBER)}`,
      '--log-level=warn',
    ],
    isReady: () => answers(files, PORTS.etcd, '/readyz', { authority: 'etcd', client: MEMBER }),
  };
}
