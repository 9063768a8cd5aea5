import { describe, type Manifest, type PolicyRule, type Specs } from '../kubernetes/objects.ts';
import { ANYBODY, type Party, peerParties, selectParties } from './parties.ts';

type Policy = Manifest<Specs['NetworkPolicy']>;

/** A connection that a network policy allows, at one of its ends. */
export interface AllowedFlow {
  from: string;
  to: string;
  /** `8080`, `53/UDP`, `any`. */
  port: string;
  /** At whose end: both ends must agree before a packet passes. */
  end: 'egress' | 'ingress';
  policy: string;
}

/** All that some policies allow, and the peers among them that mean nobody. */
export function allowedFlows(
  policies: readonly Policy[],
  parties: readonly Party[],
): { flows: AllowedFlow[]; dangling: string[] } {
  const flows: AllowedFlow[] = [];
  const dangling: string[] = [];
  for (const policy of policies) {
    const own = selectParties(policy.spec?.podSelector, policy.metadata.namespace, parties);
    for (const end of ['egress', 'ingress'] as const) {
      for (const rule of policy.spec?.[end] ?? []) {
        const { others, missing } = othersOf(rule, end, policy, parties);
        dangling.push(...missing.map(peer => `${describe(policy)}: ${end} names nobody: ${peer}`));
        for (const self of own) {
          for (const other of others) flows.push(...flowsBetween(self, other, rule, end, describe(policy)));
        }
      }
    }
  }
  return { flows, dangling };
}

function othersOf(
  rule: PolicyRule,
  end: AllowedFlow['end'],
  policy: Policy,
  parties: readonly Party[],
): { others: (Party | string)[]; missing: string[] } {
  const peers = (end === 'egress' ? rule.to : rule.from) ?? [];
  if (peers.length === 0) return { others: [ANYBODY], missing: [] };
  const found = peers.map(peer => ({
    peer,
    named: peerParties(peer, end, policy.metadata.namespace, parties),
  }));
  return {
    others: found.flatMap(({ named }) => named),
    missing: found.filter(({ named }) => named.length === 0).map(({ peer }) => JSON.stringify(peer)),
  };
}

function flowsBetween(
  self: Party,
  other: Party | string,
  { ports = [] }: PolicyRule,
  end: AllowedFlow['end'],
  policy: string,
): AllowedFlow[] {
  const [from, to] = end === 'egress' ? [self, other] : [other, self];
  const named = typeof to === 'string' ? {} : to.ports;
  const numbers = ports.map(({ port, endPort, protocol = 'TCP' }) => {
    const first = typeof port === 'string' ? (named[port] ?? port) : (port ?? 'any');
    return `${first}${endPort ? `-${endPort}` : ''}${protocol === 'TCP' ? '' : `/${protocol}`}`;
  });
  return (numbers.length > 0 ? numbers : ['any']).map(port => ({
    from: typeof from === 'string' ? from : from.name,
    to: typeof to === 'string' ? to : to.name,
    port,
    end,
    policy,
  }));
}
