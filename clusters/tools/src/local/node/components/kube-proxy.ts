import { join } from 'node:path';
import type { Component } from '../component.ts';
import { NETWORK, NODE, type NodeFiles, PORTS } from '../layout.ts';
import { answers } from '../probe.ts';

/** Leads connections to Services to their pods. */
export function kubeProxy(files: NodeFiles): Component {
  return {
    name: 'kube-proxy',
    args: [`--config=${kubeProxyFile(files)}`],
    isReady: () => answers(files, PORTS.proxyHealth, '/healthz'),
  };
}

/** Where its configuration is. */
export function kubeProxyFile(files: NodeFiles): string {
  return join(files.configuration, 'kube-proxy.json');
}

/** Its configuration. */
export function kubeProxyConfiguration(files: NodeFiles): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    clientConnection: { kubeconfig: files.kubeconfig('proxy') },
    hostnameOverride: NODE.name,
    mode: 'iptables',
    clusterCIDR: NETWORK.pods,
    healthzBindAddress: `${NODE.address}:${PORTS.proxyHealth}`,
    metricsBindAddress: `${NODE.address}:${PORTS.proxyMetrics}`,
    // NodePorts are for users of this machine, not for its neighbours in the network.
    nodePortAddresses: ['127.0.0.0/8', `${NODE.address}/32`],
    iptables: { localhostNodePorts: true },
    // Limits of the whole machine are left as they are.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
  };
}
