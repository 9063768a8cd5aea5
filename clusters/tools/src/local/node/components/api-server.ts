import type { Component } from '../component.ts';
import { NETWORK, NODE, type NodeFiles, PORTS } from '../layout.ts';
import { answers } from '../probe.ts';

/** The API server, with what metrics-server and KEDA need to add APIs of their own. */
export function apiServer(files: NodeFiles): Component {
  const { certificate, key } = files;
  return {
    name: 'kube-apiserver',
    args: [
      `--bind-address=${NODE.address}`,
      `--advertise-address=${NODE.address}`,
      `--secure-port=${PORTS.api}`,
      `--tls-cert-file=${certificate('api-server')}`,
      `--tls-private-key-file=${key('api-server')}`,
      `--client-ca-file=${certificate('cluster-authority')}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--allow-privileged',
      `--service-cluster-ip-range=${NETWORK.services}`,
      ...[
        `--etcd-servers=https://${NODE.address}:${PORTS.etcd}`,
        `--etcd-cafile=${certificate('etcd-authority')}`,
        `--etcd-certfile=${certificate('etcd-member')}`,
        `--etcd-keyfile=${key('etcd-member')}`,
      ],
      ...[
        '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
        `--service-account-signing-key-file=${key('service-accounts')}`,
        `--service-account-key-file=${files.certificates}/service-accounts.pub`,
      ],
      ...[
        // The name of the node resolves nowhere: without this, logs and exec fail.
        '--kubelet-preferred-address-types=InternalIP',
        `--kubelet-certificate-authority=${certificate('cluster-authority')}`,
        `--kubelet-client-certificate=${certificate('api-server-kubelet-client')}`,
        `--kubelet-client-key=${key('api-server-kubelet-client')}`,
      ],
      ...[
        `--requestheader-client-ca-file=${certificate('front-proxy-authority')}`,
        '--requestheader-allowed-names=front-proxy-client',
        '--requestheader-username-headers=X-Remote-User',
        '--requestheader-group-headers=X-Remote-Group',
        '--requestheader-extra-headers-prefix=X-Remote-Extra-',
        `--proxy-client-cert-file=${certificate('front-proxy-client')}`,
        `--proxy-client-key-file=${key('front-proxy-client')}`,
      ],
    ],
    isReady: () => answers(files, PORTS.api, '/readyz', { authority: 'cluster', client: 'admin' }),
  };
}
