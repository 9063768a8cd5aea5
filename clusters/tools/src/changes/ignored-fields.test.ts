import { expect, it } from 'vitest';
import type { Manifest } from '../kubernetes/objects.ts';
import { withoutIgnored } from './ignored-fields.ts';

const manifest: Manifest & { webhooks: unknown } = {
  apiVersion: 'admission.example/v1',
  kind: 'Hook',
  metadata: { name: 'hook', annotations: { 'example.org/a': 'b', c: 'd' } },
  webhooks: [{ client: { bundle: 'a', url: 'b' } }, { client: { bundle: 'c' } }],
};
const ABOUT = { group: 'admission.example', kind: 'Hook' };

it('leaves out what JSON pointers and paths of jq name', () => {
  const ignored = [
    { ...ABOUT, jsonPointers: ['/metadata/annotations/example.org~1a'] },
    { ...ABOUT, name: 'hook', jqPathExpressions: ['.webhooks[]?.client.bundle'] },
  ];
  expect(withoutIgnored(manifest, ignored)).toEqual({
    ...manifest,
    metadata: { name: 'hook', annotations: { c: 'd' } },
    webhooks: [{ client: { url: 'b' } }, { client: {} }],
  });
});

it.each([
  { ...ABOUT, group: undefined },
  { ...ABOUT, kind: 'Other' },
  { ...ABOUT, name: 'other' },
  { ...ABOUT, namespace: 'other' },
])('leaves others as they are: %j', about => {
  expect(withoutIgnored(manifest, [{ ...about, jsonPointers: ['/webhooks'] }])).toEqual(manifest);
});

it('refuses an expression that it does not know', () => {
  const ignored = [{ ...ABOUT, jqPathExpressions: ['.webhooks[] | select(.name == "a")'] }];
  expect(() => withoutIgnored(manifest, ignored)).toThrow('which render does not know');
});
