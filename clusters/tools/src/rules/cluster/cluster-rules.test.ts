import { describe, expect, it } from 'vitest';
import type { ClusterRule } from './cluster-rule.ts';
import { keptDataRule } from './kept-data.ts';
import { namespacesRule } from './namespaces.ts';
import { ownersRule } from './owners.ts';
import { permittedDestinationsRule, permittedObjectsRule, permittedSourcesRule } from './permitted.ts';
import { pinnedRule } from './pinned.ts';
import { pinnedImagesRule } from './pinned-images.ts';
import { plaintextRule } from './plaintext.ts';
import { syncPolicyRule } from './sync-policy.ts';
import { type SoundCluster, soundCluster } from './testing/sound-cluster.ts';

type Change = (sound: SoundCluster) => unknown;

/** Tests that a rule finds nothing in a sound cluster, and in each of some changed ones exactly what is listed. */
function testRule(rule: ClusterRule, changes: Record<string, [Change, ...string[]]>): void {
  describe(`the rule "${rule.name}"`, () => {
    it('finds nothing in a sound cluster', () => {
      expect(rule.find(soundCluster().cluster)).toEqual([]);
    });

    it.each(Object.entries(changes))('bites: %s', (_, [change, ...findings]) => {
      const sound = soundCluster();
      change(sound);
      expect(rule.find(sound.cluster)).toEqual(findings.map(finding => expect.stringContaining(finding)));
    });
  });
}

const THEIRS = 'https://git.example/theirs';
const at = (targetRevision: string) => [{ repoURL: THEIRS, targetRevision, path: 'a' }];

testRule(pinnedRule, {
  'a branch': [
    ({ platform }) => Object.assign(platform, { sources: at('main') }),
    'theirs at main may change',
  ],
  HEAD: [({ platform }) => Object.assign(platform, { sources: at('HEAD') }), 'at HEAD may change'],
  'a part of a version': [({ platform }) => Object.assign(platform, { sources: at('v1.2') }), 'at v1.2 may'],
  'a range': [({ platform }) => Object.assign(platform, { sources: at('1.2.*') }), 'at 1.2.* may change'],
  'a short commit': [({ platform }) => Object.assign(platform, { sources: at('93ff3b5') }), 'at 93ff3b5 may'],
});

it('takes a commit for pinned', () => {
  const { cluster, platform } = soundCluster();
  Object.assign(platform, { sources: at('93ff3b5fdaad93ff3b5fdaad93ff3b5fdaad93ff') });
  expect(pinnedRule.find(cluster)).toEqual([]);
});

testRule(permittedSourcesRule, {
  'a source of others': [
    ({ data }) => Object.assign(data, { sources: at('v1.2.3') }),
    `does not allow ${THEIRS}`,
  ],
  'no such project': [({ data }) => Object.assign(data, { project: 'other' }), 'there is no project other'],
});

testRule(permittedDestinationsRule, {
  'another namespace': [
    ({ data }) => Object.assign(data.destination, { namespace: 'other' }),
    "Application data: project apps does not allow the destination namespace 'other'",
  ],
  'no namespace': [
    ({ data }) => Object.assign(data.destination, { namespace: undefined }),
    "does not allow the destination namespace ''",
  ],
});

testRule(permittedObjectsRule, {
  'another kind': [({ set }) => Object.assign(set, { kind: 'Role' }), 'does not allow the kind of Role data'],
  'another group': [
    ({ set }) => Object.assign(set, { apiVersion: 'other.example/v1' }),
    'does not allow the kind of StatefulSet data',
  ],
  'another namespace': [
    ({ set }) => Object.assign(set.metadata, { namespace: 'kube-system' }),
    'project apps does not allow StatefulSet data in namespace kube-system',
  ],
  'another cluster': [
    ({ data }) => Object.assign(data.destination, { server: 'https://other.example' }),
    'StatefulSet data in namespace store',
  ],
  'a kind of the whole cluster': [
    ({ namespace }) => Object.assign(namespace, { kind: 'Node' }),
    'project platform does not allow the kind of Node store',
  ],
});

testRule(syncPolicyRule, {
  'nothing automated': [
    ({ data }) => Object.assign(data.syncPolicy, { automated: undefined }),
    'automated is missing',
    'selfHeal',
    'prune is not decided',
  ],
  'not healed': [
    ({ data }) => Object.assign(data.syncPolicy.automated ?? {}, { selfHeal: false }),
    'selfHeal',
  ],
  'retried five times': [
    ({ data }) => Object.assign(data.syncPolicy.retry ?? {}, { limit: 5 }),
    'limit is not -1',
  ],
  'never refreshed': [
    ({ data }) => Object.assign(data.syncPolicy.retry ?? {}, { refresh: false }),
    'refresh',
  ],
  'applied by the client': [
    ({ data }) => Object.assign(data.syncPolicy, { syncOptions: [] }),
    'ServerSideApply',
  ],
});

testRule(keptDataRule, {
  'a datastore that is pruned': [
    ({ set }) => Object.assign(set.metadata, { annotations: {} }),
    'Application data prunes StatefulSet data',
  ],
  'a namespace that is pruned': [
    ({ namespace }) => Object.assign(namespace.metadata, { annotations: {} }),
    'Application platform prunes Namespace store',
  ],
  'a sealed secret that is pruned': [
    ({ policy }) => Object.assign(policy, { kind: 'SealedSecret' }),
    'Application platform prunes SealedSecret default',
  ],
  'an Application that takes its data with it': [
    ({ data }) => Object.assign(data, { finalizers: ['resources-finalizer.argocd.argoproj.io/foreground'] }),
    'Application data takes its data with it',
  ],
});

testRule(plaintextRule, {
  'a Secret with data': [
    ({ secret }) => Object.assign(secret, { data: { password: 'aHVudGVyMg==' } }),
    'Secret filled has data: seal it',
  ],
  'a Secret with text': [
    ({ secret }) => Object.assign(secret, { stringData: { password: 'hunter2' } }),
    'Secret filled has data: seal it',
  ],
  'a password in an address': [
    ({ set }) => Object.assign(set.spec ?? {}, { url: 'amqp://:hunter2@broker' }),
    'spec.url has a URL with a password',
  ],
});

it.each([
  ['a reference to another Secret', { data: { a: Buffer.from('$webhook:key').toString('base64') } }, []],
  [
    'what its chart makes anew each time',
    { data: { key: 'aHVudGVyMg==' } },
    [{ kind: 'Secret', name: 'filled', jsonPointers: ['/data'] }],
  ],
])('takes for no plaintext: %s', (_, data, ignoreDifferences) => {
  const { cluster, secret, platform } = soundCluster();
  Object.assign(secret, data);
  Object.assign(platform, { ignoreDifferences });
  expect(plaintextRule.find(cluster)).toEqual([]);
});

testRule(pinnedImagesRule, {
  'a tag that moves': [
    ({ set }) =>
      Object.assign(set.spec ?? {}, {
        template: { spec: { containers: [{ name: 'a', image: 'a:latest' }] } },
      }),
    'StatefulSet data, container a: the image "a:latest" may change',
  ],
});

testRule(namespacesRule, {
  'a namespace that nothing makes': [
    ({ set }) => Object.assign(set.metadata, { namespace: 'other' }),
    'StatefulSet data is in namespace other, which nothing makes',
  ],
  'a pod of ours in a namespace of the cluster, without a policy': [
    ({ set }) => Object.assign(set.metadata, { namespace: 'kube-system' }),
    'StatefulSet data: no network policy of its own, and kube-system has none for all',
  ],
  'no pod security': [
    ({ namespace }) => Object.assign(namespace.metadata, { labels: {} }),
    'is not restricted',
  ],
  'a policy of some pods': [
    ({ policy }) => Object.assign(policy.spec ?? {}, { podSelector: { matchLabels: { a: 'b' } } }),
    'no network policy of all its pods',
  ],
  'a policy of one direction': [
    ({ policy }) => Object.assign(policy.spec ?? {}, { policyTypes: ['Ingress'] }),
    'no network policy of all its pods',
  ],
  'a policy that lets everything out': [
    ({ policy }) => Object.assign(policy.spec ?? {}, { egress: [{}] }),
    'no network policy of all its pods',
  ],
  'a policy that lets somebody in': [
    ({ policy }) => Object.assign(policy.spec ?? {}, { ingress: [{}] }),
    'no network policy of all its pods',
  ],
});

testRule(ownersRule, {
  'the same object twice, in another version of its API': [
    ({ cluster, set }) => cluster.renderings[1]?.manifests.push({ ...set, apiVersion: 'apps/v2' }),
    'StatefulSet data comes with Applications data and platform',
  ],
});
