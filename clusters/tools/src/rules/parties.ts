import { INTERNET, type Outsider } from '../data-flow.ts';
import type { LabelSelector, Labels, Manifest, PolicyPeer } from '../kubernetes/objects.ts';
import { matches } from '../kubernetes/selector.ts';
import { containersOf, workloadsOf } from '../kubernetes/workloads.ts';

/** Pods that take part in the data flow, ours or somebody else's. */
export interface Party {
  /** Its `app.kubernetes.io/name`. */
  name: string;
  namespace: string;
  labels: Labels;
  /** Numbers of its ports by their names. */
  ports: Readonly<Record<string, number>>;
  /** `Deployment gateway`; nothing for outsiders. */
  title?: string;
}

/** Whom a peer of a policy means who is not a party: everybody, a part of the outside world, or nobody at all. */
export const ANYBODY = 'anybody';

/** Networks that are not public (RFC 1918, RFC 6598, RFC 3927): who is let out to the internet is not let into these. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'];

/** All that make pods, and the outsiders. */
export function partiesOf(manifests: readonly Manifest[], outsiders: readonly Outsider[]): Party[] {
  return [
    ...workloadsOf(manifests).map(({ title, namespace, labels, pod }) => ({
      name: labels['app.kubernetes.io/name'] ?? title,
      namespace,
      labels,
      ports: Object.fromEntries(
        containersOf(pod)
          .flatMap(({ ports = [] }) => ports)
          .map(({ name = '', containerPort }) => [name, containerPort]),
      ),
      title,
    })),
    ...outsiders.map(outsider => ({ ...outsider, ports: {} })),
  ];
}

/** The pods in a namespace that a policy is about. */
export function selectParties(
  selector: LabelSelector | undefined,
  namespace: string | undefined,
  parties: readonly Party[],
): Party[] {
  return parties.filter(party => party.namespace === namespace && matches(selector ?? {}, party.labels));
}

/** Whom a peer at one end of a policy names, seen from the policy's namespace. */
export function peerParties(
  { ipBlock, podSelector, namespaceSelector }: PolicyPeer,
  end: 'egress' | 'ingress',
  namespace: string | undefined,
  parties: readonly Party[],
): (Party | string)[] {
  if (ipBlock) return [networkName(ipBlock, end)];
  return parties.filter(
    party =>
      (namespaceSelector
        ? matches(namespaceSelector, { 'kubernetes.io/metadata.name': party.namespace })
        : party.namespace === namespace) && matches(podSelector ?? {}, party.labels),
  );
}

/** Whoever is let in from everywhere is public, for neighbours too; who is let out to everywhere could reach the neighbours. */
function networkName(
  { cidr, except = [] }: { cidr: string; except?: string[] },
  end: 'egress' | 'ingress',
): string {
  if (cidr !== '0.0.0.0/0') return cidr;
  return end === 'ingress' || PRIVATE.every(network => except.includes(network)) ? INTERNET : ANYBODY;
}
