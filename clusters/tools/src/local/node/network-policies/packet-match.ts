import type { PolicyPeer, PolicyRule } from '../../../kubernetes/objects.ts';
import { matches } from '../../../kubernetes/selector.ts';
import type { ClusterState, Pod } from './cluster-objects.ts';

/** Which end of a connection a policy is about: that of whoever opens it, or the other. */
export type End = 'egress' | 'ingress';

/** Packets that an entry of a policy allows. */
export interface PacketMatch {
  /** As iptables takes it. */
  words: readonly string[];
  /** Networks at the other end that it does not mean. */
  except: readonly string[];
}

/** Somebody at the other end: a pod, a network, or anybody. */
interface Other {
  pod?: Pod;
  network?: string;
  except?: readonly string[];
}

const ANYBODY: Other = {};

/** What an entry of a policy in a namespace allows to one of its pods. */
export function packetMatches(
  entry: PolicyRule,
  end: End,
  self: Pod,
  { namespaces, pods }: Pick<ClusterState, 'namespaces' | 'pods'>,
): PacketMatch[] {
  const peers = (end === 'egress' ? entry.to : entry.from) ?? [];
  const state = { namespaces, pods };
  const others = peers.length > 0 ? peers.flatMap(peer => othersOf(peer, self, state)) : [ANYBODY];
  return others.flatMap(other => {
    const address = other.pod ? `${other.pod.address}/32` : other.network;
    const side = end === 'egress' ? '--destination' : '--source';
    const whom = address ? [side, address] : [];
    return portWords(entry.ports ?? [], end === 'egress' ? other.pod : self).map(ports => ({
      words: [...whom, ...ports],
      except: other.except ?? [],
    }));
  });
}

function othersOf(
  { ipBlock, podSelector = {}, namespaceSelector }: PolicyPeer,
  self: Pod,
  { namespaces, pods }: Pick<ClusterState, 'namespaces' | 'pods'>,
): Other[] {
  if (ipBlock) {
    const isOurs = (cidr: string) => !cidr.includes(':'); // pods have no addresses of IPv6
    const except = (ipBlock.except ?? []).filter(isOurs);
    return isOurs(ipBlock.cidr) ? [{ network: ipBlock.cidr, except }] : [];
  }
  const isMeant = (namespace: string) =>
    namespaceSelector
      ? namespaces.some(
          ({ metadata }) => metadata.name === namespace && matches(namespaceSelector, metadata.labels),
        )
      : namespace === self.namespace;
  return pods
    .filter(({ namespace, labels }) => isMeant(namespace) && matches(podSelector, labels))
    .map(pod => ({ pod }));
}

/** Each port as iptables takes it; a named one is whatever the pod that is called has under this name, if it has. */
function portWords(ports: NonNullable<PolicyRule['ports']>, called: Pod | undefined): string[][] {
  if (ports.length === 0) return [[]];
  return ports.flatMap(({ protocol = 'TCP', port, endPort }) => {
    const numbers =
      typeof port === 'string'
        ? (called?.ports ?? [])
            .filter(({ name, protocol: spoken }) => name === port && spoken === protocol)
            .map(({ number }) => `${number}`)
        : [endPort ? `${port}:${endPort}` : port && `${port}`];
    return numbers.map(number => [
      '--protocol',
      protocol.toLowerCase(),
      ...(number ? ['--dport', number] : []),
    ]);
  });
}
