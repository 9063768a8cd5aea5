import { NETWORK } from '../node/layout.ts';
import { NODE_PORTS } from '../node-ports.ts';

/** A folder of this machine, and where the node has it. */
export interface Mount {
  hostPath: string;
  containerPath: string;
}

/** By default its certificate is its own, and metrics-server would not believe it; so one is asked for: see kubelet-certificate.ts. */
const KUBELET = 'kind: KubeletConfiguration\nserverTLSBootstrap: true\n';

/**
 * What kind is told about the cluster, as of https://kind.sigs.k8s.io/docs/user/configuration/: the networks of the node that is built
 * here, so that the same manifests fit, and its NodePorts on 127.0.0.1.
 */
export function clusterConfiguration(mounts: readonly Mount[]): object {
  return {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    networking: { podSubnet: NETWORK.pods, serviceSubnet: NETWORK.services },
    nodes: [
      {
        role: 'control-plane',
        extraPortMappings: Object.values(NODE_PORTS).map(port => ({
          containerPort: port,
          hostPort: port,
          listenAddress: '127.0.0.1',
          protocol: 'TCP',
        })),
        extraMounts: mounts,
        kubeadmConfigPatches: [KUBELET],
      },
    ],
  };
}
