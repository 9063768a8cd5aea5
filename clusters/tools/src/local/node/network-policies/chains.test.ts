import { describe, expect, it } from 'vitest';
import type { Labels, PolicyRule, Specs } from '../../../kubernetes/objects.ts';
import { policyChains } from './chains.ts';
import type { ClusterState, Pod } from './cluster-objects.ts';

const pod = (namespace: string, name: string, address: string, labels: Labels = { app: name }): Pod => ({
  namespace,
  name,
  labels,
  address,
  ports: [{ name: 'http', number: 8080, protocol: 'TCP' }],
});
const namespace = (name: string) => ({
  metadata: { name, uid: name, labels: { 'kubernetes.io/metadata.name': name } },
});
const WEB = pod('front', 'web', '10.66.0.2');
const DATA = pod('back', 'data', '10.66.0.3');
const OTHER = pod('back', 'other', '10.66.0.4');

function policy(spec: Specs['NetworkPolicy'], inNamespace = 'front') {
  return { metadata: { name: 'policy', namespace: inNamespace, uid: 'policy' }, spec };
}

/** The rules of a chain, or of that of a pod, which they begin with. */
function rulesOf(state: Partial<ClusterState>, name: string): readonly string[] {
  const chains = policyChains({
    policies: [],
    namespaces: [namespace('front'), namespace('back')],
    pods: [WEB, DATA, OTHER],
    ...state,
  });
  return chains.find(chain => chain.name === name)?.rules ?? [];
}

/** What leads to the chain of a pod, and what stands in it between its way to itself and the end, where all is dropped. */
function ownRules(state: Partial<ClusterState>, { address }: Pod, end: 'egress' | 'ingress'): string[] {
  const side = end === 'egress' ? '--source' : '--destination';
  const chain = `CNI-POLICY-${end.toUpperCase()}`;
  const [first = ''] = rulesOf(state, chain).filter(rule => rule.startsWith(`${side} ${address}/32 `));
  const [self, ...rules] = rulesOf(state, first.split(' ').at(-1) ?? '');
  expect(self).toBe(`--source ${address}/32 --destination ${address}/32 --jump ACCEPT`);
  expect(rules.at(-1)).toBe('--jump DROP');
  return rules.slice(0, -1);
}

const egress = (...entries: PolicyRule[]) => [policy({ policyTypes: ['Egress'], egress: entries })];
const ingress = (...entries: PolicyRule[]) => [policy({ policyTypes: ['Ingress'], ingress: entries })];
const ON = '--goto CNI-POLICY-INGRESS';

describe('where no policy is', () => {
  it('lets pods that are known pass, and drops what comes from an address that is not', () => {
    expect(rulesOf({ pods: [WEB] }, 'CNI-POLICY-EGRESS')).toEqual([
      `--source 10.66.0.2/32 ${ON}`,
      '--jump DROP',
    ]);
  });

  it('drops what goes to a pod that is not known, not what goes to the node or out', () => {
    expect(rulesOf({ pods: [WEB] }, 'CNI-POLICY-INGRESS')).toEqual([
      '--destination 10.66.0.2/32 --jump ACCEPT',
      '--out-interface vc-pods --jump DROP',
      '--jump ACCEPT',
    ]);
  });

  it('lets answers pass first of all, then asks the egress of pods alone', () => {
    expect(rulesOf({}, 'CNI-POLICY')).toEqual([
      '--match conntrack --ctstate ESTABLISHED,RELATED --jump ACCEPT',
      '--in-interface vc-pods --goto CNI-POLICY-EGRESS',
      ON,
    ]);
  });
});

describe('whom a policy is about', () => {
  it('is pods of its namespace that its selector means, at the ends that it names', () => {
    const policies = [
      policy({ podSelector: { matchLabels: { app: 'data' } }, policyTypes: ['Ingress'] }, 'back'),
    ];
    const rules = rulesOf({ policies }, 'CNI-POLICY-INGRESS');
    expect(rules.filter(rule => rule.includes('--goto'))).toEqual([
      expect.stringMatching(/^--destination 10\.66\.0\.3\/32 --goto CNI-I-[0-9a-f]{16}$/),
    ]);
    expect(rulesOf({ policies }, 'CNI-POLICY-EGRESS')).toContain(`--source 10.66.0.3/32 ${ON}`);
    expect(ownRules({ policies }, DATA, 'ingress')).toEqual([]);
  });

  it('may be about a pod together with others: what one of them allows is allowed', () => {
    const policies = [
      policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
      ...egress({ ports: [{ port: 443 }] }),
      ...egress({ ports: [{ port: 443 }] }, { ports: [{ port: 6443 }] }),
    ];
    expect(ownRules({ policies }, WEB, 'egress')).toEqual([
      `--protocol tcp --dport 443 ${ON}`,
      `--protocol tcp --dport 6443 ${ON}`,
    ]);
  });
});

describe('whom a policy allows', () => {
  it.each<[string, PolicyRule, string[]]>([
    ['anybody, on any port', {}, [ON]],
    [
      'pods of another namespace by their labels',
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'back' } },
            podSelector: { matchLabels: { app: 'data' } },
          },
        ],
      },
      [`--destination 10.66.0.3/32 ${ON}`],
    ],
    [
      'all pods of some namespaces',
      { to: [{ namespaceSelector: {} }] },
      [2, 3, 4].map(last => `--destination 10.66.0.${last}/32 ${ON}`),
    ],
    ['pods of its own namespace', { to: [{ podSelector: {} }] }, [`--destination 10.66.0.2/32 ${ON}`]],
    ['nobody, where no pod is meant', { to: [{ podSelector: { matchLabels: { app: 'none' } } }] }, []],
    ['a network', { to: [{ ipBlock: { cidr: '10.1.0.0/16' } }] }, [`--destination 10.1.0.0/16 ${ON}`]],
    ['no network of IPv6, which pods do not have', { to: [{ ipBlock: { cidr: '::/0' } }] }, []],
    [
      'ports: ranges, other protocols, all of a protocol',
      { ports: [{ port: 1, endPort: 5 }, { port: 53, protocol: 'UDP' }, { protocol: 'SCTP' }] },
      [`--protocol tcp --dport 1:5 ${ON}`, `--protocol udp --dport 53 ${ON}`, `--protocol sctp ${ON}`],
    ],
    [
      'a named port of those that have it',
      {
        to: [{ podSelector: {} }],
        ports: [{ port: 'http' }, { port: 'http', protocol: 'UDP' }, { port: 'x' }],
      },
      [`--destination 10.66.0.2/32 --protocol tcp --dport 8080 ${ON}`],
    ],
  ])('may be %s', (_, entry, rules) => {
    expect(ownRules({ policies: egress(entry) }, WEB, 'egress')).toEqual(rules);
  });

  it('is who calls, at the other end, and then nothing more is asked', () => {
    const entry = { from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 'http' }] };
    expect(ownRules({ policies: ingress(entry) }, WEB, 'ingress')).toEqual([
      '--source 0.0.0.0/0 --protocol tcp --dport 8080 --jump ACCEPT',
    ]);
  });

  it('may be a network but for others: a chain returns what is one of those, and allows the rest', () => {
    const except = ['10.0.0.0/8', '172.16.0.0/12'];
    const policies = egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0', except } }], ports: [{ port: 443 }] });
    const [rule = ''] = ownRules({ policies }, WEB, 'egress');
    const [, chain = ''] =
      /^--destination 0\.0\.0\.0\/0 --protocol tcp --dport 443 --jump (CNI-EX-\w{16})$/.exec(rule) ?? [];
    expect(rulesOf({ policies }, chain)).toEqual([
      '--destination 10.0.0.0/8 --jump RETURN',
      '--destination 172.16.0.0/12 --jump RETURN',
      ON,
    ]);
  });
});

it('makes each chain once, with a name that iptables takes', () => {
  const except = ['10.0.0.0/8'];
  const policies = egress(
    { to: [{ ipBlock: { cidr: '0.0.0.0/0', except } }] },
    {
      to: [{ ipBlock: { cidr: '1.0.0.0/8', except } }],
    },
  );
  const names = policyChains({ policies, namespaces: [], pods: [WEB, { ...WEB, address: '10.66.0.9' }] }).map(
    ({ name }) => name,
  );
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter(name => name.startsWith('CNI-EX'))).toHaveLength(1);
  expect(Math.max(...names.map(name => name.length))).toBeLessThanOrEqual(28);
});
