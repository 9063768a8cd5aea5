import { INTERNET, type Picture } from '../data-flow.ts';
import { type Manifest, ofKind } from '../kubernetes/objects.ts';
import { type AllowedFlow, allowedFlows } from './allowed-flows.ts';
import { type Party, partiesOf, selectParties } from './parties.ts';
import type { Rule } from './rule.ts';

/** The policies of the cluster against the picture, in both directions: what is drawn must work, and nothing else. */
export function networkRule(picture: Picture): Rule {
  return {
    name: 'network policies allow the flows of the picture, and no others',
    find: manifests => {
      const policies = ofKind(manifests, 'NetworkPolicy');
      const parties = partiesOf(manifests, picture.outsiders);
      const { flows, dangling } = allowedFlows(policies, parties);
      const named = new Set([...parties.map(({ name }) => name), INTERNET]);
      const isPresent = (name: string) => named.has(name) || isNetwork(name);
      return [
        ...openParties(parties, manifests),
        ...dangling,
        ...beyondPicture(flows, picture, isPresent),
        ...missing(flows, picture, parties, isPresent),
      ];
    },
  };
}

/** Without a policy of its own a pod may talk to everybody, whatever the default of its namespace happens to be. */
function openParties(parties: readonly Party[], manifests: readonly Manifest[]): string[] {
  const policies = ofKind(manifests, 'NetworkPolicy');
  return parties
    .filter(({ title }) => title)
    .flatMap(party => {
      const own = policies.filter(({ spec, metadata }) =>
        selectParties(spec?.podSelector, metadata.namespace, [party]).includes(party),
      );
      return ['Ingress', 'Egress']
        .filter(type => !own.some(({ spec }) => spec?.policyTypes?.includes(type)))
        .map(type => `${party.title}: no network policy for ${type}`);
    });
}

function beyondPicture(
  flows: readonly AllowedFlow[],
  picture: Picture,
  isPresent: (name: string) => boolean,
): string[] {
  return flows
    .filter(
      ({ from, to, port }) =>
        !(picture.flows[from] ?? []).some(callee => {
          const { name, port: drawn } = parseCallee(callee);
          // Who is drawn and has no pods is a managed one: a network stands for it.
          return drawn === port && (name === to || (isNetwork(to) && !isPresent(name)));
        }),
    )
    .map(
      ({ from, to, port, end, policy }) => `${policy}: ${end} ${from} -> ${to}:${port} is not in the picture`,
    );
}

function missing(
  flows: readonly AllowedFlow[],
  picture: Picture,
  parties: readonly Party[],
  isPresent: (name: string) => boolean,
): string[] {
  const isAllowed = (wanted: Omit<AllowedFlow, 'policy'>) =>
    flows.some(flow => (['from', 'to', 'port', 'end'] as const).every(key => flow[key] === wanted[key]));
  const ours = new Set(parties.filter(({ title }) => title).map(({ name }) => name));
  return Object.entries(picture.flows).flatMap(([from, callees]) =>
    callees.flatMap(callee => {
      const { name: to, port } = parseCallee(callee);
      if (!isPresent(from) || !isPresent(to)) return [];
      return [
        ...(ours.has(from) && !isAllowed({ from, to, port, end: 'egress' }) ? ['egress'] : []),
        ...(ours.has(to) && !isAllowed({ from, to, port, end: 'ingress' }) ? ['ingress'] : []),
      ].map(end => `no policy allows the ${end} ${from} -> ${callee}`);
    }),
  );
}

function parseCallee(callee: string): { name: string; port: string } {
  const [name = '', port = ''] = callee.split(':');
  return { name, port };
}

function isNetwork(name: string): boolean {
  return name.includes('/');
}
