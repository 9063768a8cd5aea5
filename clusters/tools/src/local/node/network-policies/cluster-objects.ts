import type { Labels, Specs } from '../../../kubernetes/objects.ts';

/** Objects of the API server, as far as policies need them. */
export interface ApiObject {
  metadata: { name: string; namespace?: string; uid: string; labels?: Labels };
}

/** A pod, wherever it runs. */
export interface PodObject extends ApiObject {
  spec: { containers: ContainerObject[]; initContainers?: ContainerObject[] };
}

interface ContainerObject {
  ports?: { name?: string; containerPort: number; protocol?: string }[];
}

/** A policy; the API server has filled in what it applies to. */
export interface PolicyObject extends ApiObject {
  spec: Specs['NetworkPolicy'];
}

/** A pod that has an address. */
export interface Pod {
  namespace: string;
  name: string;
  labels: Labels;
  address: string;
  ports: readonly { name?: string; number: number; protocol: string }[];
}

/** All that decides which packets pass. */
export interface ClusterState {
  policies: readonly PolicyObject[];
  namespaces: readonly ApiObject[];
  pods: readonly Pod[];
}

/** Who has which address: a pod that has none yet, or uses that of its node, is nobody to policies. */
export function podsWithAddresses(
  objects: readonly PodObject[],
  addresses: ReadonlyMap<string, readonly string[]>,
): Pod[] {
  return objects.flatMap(({ metadata: { uid, name, namespace = '', labels = {} }, spec }) => {
    const containers = [...(spec.initContainers ?? []), ...spec.containers];
    const ports = containers
      .flatMap(container => container.ports ?? [])
      .map(({ name: port, containerPort, protocol = 'TCP' }) => ({
        name: port,
        number: containerPort,
        protocol,
      }));
    return (addresses.get(uid) ?? []).map(address => ({ namespace, name, labels, address, ports }));
  });
}
