import { expect, it } from 'vitest';
import { changed, parseHardened } from '../rules/testing/rule-test.ts';
import { immutableChanges } from './immutable-fields.ts';

it.each([
  ['Deployment/web spec.selector.matchLabels.version = "2"', 'Deployment web: selector cannot be changed'],
  ['StatefulSet/data spec.serviceName = other', 'StatefulSet data: serviceName cannot be changed'],
  [
    'StatefulSet/data spec.volumeClaimTemplates[0].metadata.labels = { version: "2" }',
    'volumeClaimTemplates',
  ],
  ['Job/prepare spec.template.spec.containers[0].image = busybox:1.38.0', 'Job prepare: template cannot be'],
  ['Service/web spec.clusterIP = None', 'Service web: clusterIP cannot be changed'],
])('finds a change that an API server would refuse: %s', (change, finding) => {
  expect(immutableChanges(parseHardened(), changed(change))).toEqual([expect.stringContaining(finding)]);
});

it.each([
  'Deployment/web spec.template.spec.containers[0].image = gateway:2.0.0',
  'Deployment/web metadata.name = other',
  'StatefulSet/data spec.replicas = 3',
  'Job/prepare metadata.name = prepare-2',
])('lets every other change pass: %s', change => {
  expect(immutableChanges(parseHardened(), changed(change))).toEqual([]);
});

it.each([
  ['RoleBinding', 'roleRef', { name: 'a' }, { name: 'b' }],
  ['ClusterRoleBinding', 'roleRef', { name: 'a' }, { name: 'b' }],
  ['StorageClass', 'reclaimPolicy', 'Delete', 'Retain'],
  ['CustomResourceDefinition', 'spec', { scope: 'Cluster' }, { scope: 'Namespaced' }],
])('finds a change of what others deploy: %s %s', (kind, field, before, after) => {
  const object = (value: unknown) => [{ apiVersion: 'v1', kind, metadata: { name: 'a' }, [field]: value }];
  expect(immutableChanges(object(before), object(after))).toHaveLength(1);
  expect(immutableChanges(object(before), object(before))).toEqual([]);
});
