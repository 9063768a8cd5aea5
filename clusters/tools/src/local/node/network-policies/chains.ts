import { createHash } from 'node:crypto';
import { matches } from '../../../kubernetes/selector.ts';
import { BRIDGES } from '../layout.ts';
import type { ClusterState, Pod, PolicyObject } from './cluster-objects.ts';
import { type End, type PacketMatch, packetMatches } from './packet-match.ts';

/** A chain of iptables. Whoever removes the node knows it by the first four letters of its name (../firewall.ts). */
export interface Chain {
  name: string;
  rules: readonly string[];
}

/** Where all packets of pods come in, and the ends of their way: who opens a connection, whom it is opened to. */
export const ENTRY = 'CNI-POLICY';
const CHAIN_OF: Record<End, string> = { egress: 'CNI-POLICY-EGRESS', ingress: 'CNI-POLICY-INGRESS' };

/** What follows where an end allows a packet: egress comes first, and only then has ingress its say, which is the last. */
const ALLOWED: Record<End, string> = { egress: `--goto ${CHAIN_OF.ingress}`, ingress: '--jump ACCEPT' };
const FORBIDDEN = '--jump DROP'; // silently, as CNIs do

/**
 * All chains for what policies say of the pods that there are. Packets of an address that is none of a pod we know are
 * dropped: a new pod is closed, for as long as it takes to write its chains. What was allowed once goes on.
 */
export function policyChains(state: ClusterState): Chain[] {
  const ends = { egress: isolatedPods(state, 'egress'), ingress: isolatedPods(state, 'ingress') };
  const own = (['egress', 'ingress'] as const).flatMap(end =>
    ends[end].flatMap(({ pod, policies }) => podChains(pod, policies, end, state)),
  );
  return [
    {
      name: ENTRY,
      rules: [
        '--match conntrack --ctstate ESTABLISHED,RELATED --jump ACCEPT',
        `--in-interface ${BRIDGES.pods} --goto ${CHAIN_OF.egress}`,
        `--goto ${CHAIN_OF.ingress}`,
      ],
    },
    { name: CHAIN_OF.egress, rules: [...dispatch(state, ends.egress, 'egress'), FORBIDDEN] },
    {
      name: CHAIN_OF.ingress,
      rules: [
        ...dispatch(state, ends.ingress, 'ingress'),
        `--out-interface ${BRIDGES.pods} ${FORBIDDEN}`,
        '--jump ACCEPT', // to the node, or to the world
      ],
    },
    ...new Map(own.map(chain => [chain.name, chain])).values(),
  ];
}

/** A pod that some policies are about. */
interface Isolated {
  pod: Pod;
  policies: readonly PolicyObject[];
}

function isolatedPods({ pods, policies }: ClusterState, end: End): Isolated[] {
  const type = end === 'egress' ? 'Egress' : 'Ingress';
  return pods
    .map(pod => ({
      pod,
      policies: policies.filter(
        ({ metadata, spec }) =>
          metadata.namespace === pod.namespace &&
          (spec.policyTypes ?? []).includes(type) &&
          matches(spec.podSelector ?? {}, pod.labels),
      ),
    }))
    .filter(isolated => isolated.policies.length > 0);
}

/** Sends the packets of each pod to its chain, or on their way where no policy is about it. */
function dispatch({ pods }: ClusterState, isolated: readonly Isolated[], end: End): string[] {
  const isIsolated = new Set(isolated.map(({ pod }) => pod));
  const side = end === 'egress' ? '--source' : '--destination';
  return pods.map(pod => {
    const target = isIsolated.has(pod) ? `--goto ${podChain(pod, end)}` : ALLOWED[end];
    return `${side} ${pod.address}/32 ${target}`;
  });
}

/** The chain of a pod, and those of networks with exceptions that it leads to. */
function podChains(pod: Pod, policies: readonly PolicyObject[], end: End, state: ClusterState): Chain[] {
  const found = policies
    .flatMap(({ spec }) => spec[end] ?? [])
    .flatMap(entry => packetMatches(entry, end, pod, state));
  const networks = found.filter(({ except }) => except.length > 0).map(match => exceptChain(match, end));
  const rules = found.map(match => {
    const target = match.except.length > 0 ? `--jump ${exceptChain(match, end).name}` : ALLOWED[end];
    return [...match.words, target].join(' ');
  });
  // Nobody is kept from himself, not even by way of a Service.
  const self = `--source ${pod.address}/32 --destination ${pod.address}/32 --jump ACCEPT`;
  return [{ name: podChain(pod, end), rules: [self, ...new Set(rules), FORBIDDEN] }, ...networks];
}

/** Allows what comes to it, but returns what is an exception. */
function exceptChain({ except }: PacketMatch, end: End): Chain {
  const side = end === 'egress' ? '--destination' : '--source';
  return {
    name: `CNI-${end === 'egress' ? 'EX' : 'IX'}-${hash(except.join())}`,
    rules: [...except.map(network => `${side} ${network} --jump RETURN`), ALLOWED[end]],
  };
}

function podChain({ namespace, name, address }: Pod, end: End): string {
  return `CNI-${end === 'egress' ? 'E' : 'I'}-${hash(`${namespace}/${name}/${address}`)}`;
}

/** Names of chains have 28 characters at most. */
function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
