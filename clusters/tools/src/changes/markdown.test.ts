import { describe, expect, it } from 'vitest';
import { parseHardened } from '../rules/testing/rule-test.ts';
import { clusterChanges } from './cluster-changes.ts';
import { changesAsMarkdown } from './markdown.ts';

const cluster = (name: string, manifests: ReturnType<typeof parseHardened>) => ({
  applications: [],
  renderings: [{ name, manifests }],
});

/** What is hardened against itself with the Deployment's image and the StatefulSet's service changed, and no ConfigMap. */
function sample() {
  const before = parseHardened();
  const after = parseHardened().filter(({ kind }) => kind !== 'ConfigMap');
  for (const { kind, spec } of after) {
    if (kind === 'Deployment') Object.assign(spec as object, { minReadySeconds: 5 });
    if (kind === 'StatefulSet') Object.assign(spec as object, { serviceName: 'other' });
  }
  return clusterChanges(cluster('web', before), cluster('web', after));
}

describe('changes as a comment', () => {
  it('says so when there are none', () => {
    const same = cluster('web', parseHardened());
    expect(changesAsMarkdown('eks', 'main', clusterChanges(same, same))).toBe(
      '### What Argo CD would change in `eks` since `main`\n\nNothing.\n',
    );
  });

  it('counts them, and shows each in the part of its Application', () => {
    const text = changesAsMarkdown('eks', 'main', sample());
    expect(text).toContain('0 to add, 2 to change, 1 to prune.');
    expect(text).toContain('<details><summary><b>web</b>: 3 objects</summary>');
    expect(text).toMatch(/`~` Deployment \S+ \(change\)\n\n```diff\n[^`]*\+ {3}minReadySeconds: 5/);
    expect(text).toMatch(/`-` ConfigMap \S+ \(prune\)/);
  });

  it('begins with what the API server would refuse', () => {
    expect(changesAsMarkdown('eks', 'main', sample())).toContain(
      '**The API server would refuse this:**\n\n- ❌ web: StatefulSet data: serviceName cannot be changed',
    );
  });

  it('shows all as new where there was no cluster', () => {
    const changes = clusterChanges(undefined, cluster('web', parseHardened()));
    expect(changes[0]?.changes.map(({ action }) => action)).toEqual(parseHardened().map(() => 'add'));
  });

  it('never shows the values of a Secret', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'a' },
      data: { password: 'aHVudGVyMg==' },
    };
    const text = changesAsMarkdown('eks', 'main', clusterChanges(undefined, cluster('a', [secret])));
    expect(text).toContain('password: (hidden)');
    expect(text).not.toContain('aHVudGVyMg==');
  });

  it('says what it leaves out where a comment would be too long', () => {
    const changes = ['a', 'b', 'c'].flatMap(name =>
      clusterChanges(undefined, cluster(name, name === 'b' ? parseHardened() : parseHardened().slice(0, 1))),
    );
    const text = changesAsMarkdown('eks', 'main', changes, 6000);
    expect(text.length).toBeLessThanOrEqual(6000);
    expect(text).toContain('<b>a</b>: 1 object</summary>');
    expect(text).toMatch(/<b>b<\/b>: \d+ objects \(not shown\)/);
    expect(text).toContain('<b>c</b>: 1 object</summary>');
    expect(text).toContain('The objects of 1 of 3 Applications are not shown');
  });
});
