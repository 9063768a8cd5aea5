import { runCommand } from '@vc/local/command.ts';
import type { Component } from '../component.ts';
import { NODE, type NodeFiles, PORTS } from '../layout.ts';
import { kubectl } from '../node.ts';
import { answers } from '../probe.ts';

/** Runs the controllers that come with Kubernetes. */
export function controllerManager(files: NodeFiles): Component {
  const name = 'controller-manager';
  return {
    name: 'kube-controller-manager',
    args: [
      ...commonArguments(files, name, PORTS.controllerManager),
      '--use-service-account-credentials',
      // Each controller begins by making its account: with the usual 20 requests a second that takes five.
      ...['--kube-api-qps=200', '--kube-api-burst=400'],
      // A HorizontalPodAutoscaler looks every 15 s; until it has seen figures it counts as Degraded.
      '--horizontal-pod-autoscaler-sync-period=5s',
      // Figures of a pod count as soon as it is ready, not only those of a window that began then.
      '--horizontal-pod-autoscaler-cpu-initialization-period=1s',
      `--flex-volume-plugin-dir=${files.kubelet}/volume-plugins`, // which it makes
      `--root-ca-file=${files.certificate('cluster-authority')}`,
      `--service-account-private-key-file=${files.key('service-accounts')}`,
      `--cluster-signing-cert-file=${files.certificate('cluster-authority')}`,
      `--cluster-signing-key-file=${files.key('cluster-authority')}`,
    ],
    isReady: async () =>
      (await answers(files, PORTS.controllerManager, '/healthz', { authority: 'cluster', client: name })) &&
      (await hasServiceAccounts(files)),
  };
}

/** Whether the controllers have begun: without its namespace's account no pod is admitted. */
async function hasServiceAccounts(files: NodeFiles): Promise<boolean> {
  return (await runCommand([...kubectl(files), 'get', 'serviceaccount', 'default'])).code === 0;
}

/** Gives pods to the node. */
export function scheduler(files: NodeFiles): Component {
  const name = 'scheduler';
  return {
    name: 'kube-scheduler',
    args: commonArguments(files, name, PORTS.scheduler),
    isReady: () => answers(files, PORTS.scheduler, '/readyz', { authority: 'cluster', client: name }),
  };
}

function commonArguments(files: NodeFiles, name: string, port: number): string[] {
  const kubeconfig = files.kubeconfig(name);
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    `--bind-address=${NODE.address}`,
    `--secure-port=${port}`,
    `--tls-cert-file=${files.certificate(name)}`,
    `--tls-private-key-file=${files.key(name)}`,
    `--client-ca-file=${files.certificate('cluster-authority')}`,
    `--requestheader-client-ca-file=${files.certificate('front-proxy-authority')}`,
    // There is no second one to lead instead; and on a busy machine, whoever is late to renew his lease ends.
    '--leader-elect=false',
  ];
}
