import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import type { Component } from '../component.ts';
import { NETWORK, NODE, type NodeFiles, PORTS } from '../layout.ts';
import { kubectl } from '../node.ts';
import { ensurePauseImage } from '../pause-image.ts';
import { answers } from '../probe.ts';

/** Runs the pods of the node. */
export function kubelet(files: NodeFiles): Component {
  return {
    name: 'kubelet',
    args: [
      `--config=${kubeletFile(files)}`,
      `--kubeconfig=${files.kubeconfig('kubelet')}`,
      `--root-dir=${files.kubelet}`,
      `--cert-dir=${join(files.kubelet, 'pki')}`,
      `--hostname-override=${NODE.name}`,
      `--node-ip=${NODE.address}`,
    ],
    prepare: () => ensurePauseImage(files),
    // Until it has said so itself, the node's last word is one from before its end.
    isReady: async startedAt =>
      (await answers(files, PORTS.kubeletHealth, '/healthz')) &&
      (await lastReady(files)) >= Math.floor(startedAt / 1000) * 1000, // the API server knows no fractions
  };
}

/** When the node was last said to be ready, in ms since 1970; -1 when it is not. */
async function lastReady(files: NodeFiles): Promise<number> {
  const { stdout } = await runCommand([...kubectl(files), 'get', 'node', NODE.name, '--output=json']);
  const { status } = JSON.parse(stdout || '{}') as NodeObject;
  const ready = status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True');
  return ready ? Date.parse(ready.lastHeartbeatTime) : -1;
}

interface NodeObject {
  status?: { conditions?: { type: string; status: string; lastHeartbeatTime: string }[] };
}

/** Where its configuration is. */
export function kubeletFile(files: NodeFiles): string {
  return join(files.configuration, 'kubelet.json');
}

/** Its configuration. */
export function kubeletConfiguration(files: NodeFiles): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: NODE.address,
    port: PORTS.kubelet,
    healthzBindAddress: NODE.address,
    healthzPort: PORTS.kubeletHealth,
    tlsCertFile: files.certificate('kubelet'),
    tlsPrivateKeyFile: files.key('kubelet'),
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: files.certificate('cluster-authority') },
    },
    authorization: { mode: 'Webhook' },
    clusterDomain: 'cluster.local',
    clusterDNS: [NETWORK.dnsService],
    resolvConf: '/dev/null', // names of this machine's network are none of the pods' business
    containerRuntimeEndpoint: `unix://${files.containerdSocket}`,
    cgroupDriver: 'cgroupfs',
    failCgroupV1: false,
    failSwapOn: false,
    podLogsDir: files.podLogs,
    volumePluginDir: join(files.kubelet, 'volume-plugins'),
    // All starts at once, and what needs a database fails until that is there: usually it would then pause for up to five minutes.
    crashLoopBackOff: { maxContainerRestartPeriod: '5s' },
    // No registry has our images: what is removed for want of space never comes back.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    // A developer's disk may be nearly full for years.
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'nodefs.inodesFree': '1%' },
  };
}
