import { describe, expect, it } from 'vitest';
import type { Picture } from '../data-flow.ts';
import { networkRule } from './network.ts';
import { changed, parseHardened, testRule } from './testing/rule-test.ts';

const PICTURE: Picture = {
  flows: { internet: ['web:8080'], web: ['data:5432', 'internet:443'] },
  outsiders: [{ name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } }],
};
const WEB = 'NetworkPolicy/web spec';
const DATA = 'NetworkPolicy/data spec';
const TO_DNS =
  '{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } }], ports: [{ port: 53, protocol: UDP }] }';

testRule(networkRule(PICTURE), {
  [`${WEB}.policyTypes = [Egress]`]: 'Deployment web: no network policy for Ingress',
  'NetworkPolicy/prepare spec.policyTypes = [Ingress]': 'Job prepare: no network policy for Egress',
  'NetworkPolicy/prepare metadata.namespace = front': [
    'Job prepare: no network policy for Ingress',
    'Job prepare: no network policy for Egress',
  ],
  [`${WEB}.ingress = null`]: 'no policy allows the ingress internet -> web:8080',
  [`${WEB}.egress[0] = {}`]: ['egress web -> anybody:any', 'no policy allows the egress web -> data:5432'],
  [`${WEB}.egress[0].ports = null`]: ['egress web -> data:any', 'the egress web -> data:5432'],
  [`${WEB}.egress[0].ports[0].endPort = 5439`]: ['web -> data:5432-5439', 'the egress web -> data:5432'],
  [`${WEB}.egress[0].to[0].podSelector = {}`]: 'egress web -> prepare:5432 is not in the picture',
  [`${WEB}.egress[0].to[0].namespaceSelector = null`]: ['names nobody', 'the egress web -> data:5432'],
  [`${WEB}.egress[1].to[0].ipBlock.except = []`]: ['web -> anybody:443', 'the egress web -> internet:443'],
  [`${WEB}.egress[2] = { to: [{ ipBlock: { cidr: 10.1.0.0/16 } }], ports: [{ port: 5432 }] }`]:
    'web -> 10.1.0.0/16:5432',
  [`${WEB}.egress[2] = ${TO_DNS}`]: 'egress web -> dns:53/UDP',
  [`${DATA}.ingress = []`]: 'no policy allows the ingress web -> data:5432',
  [`${DATA}.ingress[0].ports[1] = { port: 5433 }`]: 'ingress web -> data:5433',
  [`${DATA}.ingress[0].from = null`]: ['anybody -> data:5432', 'the ingress web -> data:5432'],
  [`${DATA}.ingress[0].from[1] = { podSelector: {} }`]: [
    'ingress data -> data:5432',
    'ingress prepare -> data:5432',
  ],
});

describe('the rule on network policies', () => {
  it('asks no flow to or from who is not deployed', () => {
    const rule = networkRule({
      ...PICTURE,
      flows: { ...PICTURE.flows, web: ['data:5432', 'internet:443', 'managed:5432'], other: ['data:1'] },
    });
    expect(rule.find(parseHardened())).toEqual([]);
  });

  it('lets a network stand for who is drawn but has no pods, on its port alone', () => {
    const managed = (port: number) =>
      changed(
        `NetworkPolicy/web spec.egress[2] = { to: [{ ipBlock: { cidr: 10.1.0.0/16 } }], ports: [{ port: ${port} }] }`,
      );
    const rule = networkRule({
      ...PICTURE,
      flows: { ...PICTURE.flows, web: ['data:5432', 'internet:443', 'managed:5671'] },
    });
    expect(rule.find(managed(5671))).toEqual([]);
    expect(rule.find(managed(5432))).toEqual([expect.stringContaining('web -> 10.1.0.0/16:5432')]);
  });

  it('asks of both ends what is drawn', () => {
    const rule = networkRule({ ...PICTURE, flows: { ...PICTURE.flows, data: ['web:8080'] } });
    expect(rule.find(parseHardened())).toEqual([
      'no policy allows the egress data -> web:8080',
      'no policy allows the ingress data -> web:8080',
    ]);
  });

  it('knows the number of a named port from the pod', () => {
    const manifests = changed(
      'Deployment/web spec.template.spec.containers[0].ports[0].containerPort = 8081',
    );
    expect(networkRule(PICTURE).find(manifests)).toContainEqual(
      expect.stringContaining('internet -> web:8081 is not in the picture'),
    );
  });
});
