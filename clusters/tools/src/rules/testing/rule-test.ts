import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { Manifest } from '../../kubernetes/objects.ts';
import type { Rule } from '../rule.ts';

const HARDENED = readFileSync(new URL('hardened.yaml', import.meta.url), 'utf8');

/**
 * Tests that a rule finds nothing in what is hardened, and in each of some changed copies exactly what is listed. A
 * change is `Kind/name path.to.it = YAML`; null takes it away. What must be found is a part of the finding.
 */
export function testRule(rule: Rule, changes: Readonly<Record<string, string | readonly string[]>>): void {
  describe(`the rule "${rule.name}"`, () => {
    it('finds nothing in what is hardened', () => {
      expect(rule.find(parseHardened())).toEqual([]);
    });

    it.each(Object.entries(changes))('bites: %s', (change, findings) => {
      const expected = [findings].flat().map(finding => expect.stringContaining(finding));
      expect(rule.find(changed(change))).toEqual(expected);
    });
  });
}

/** The hardened objects with one change. */
export function changed(change: string): Manifest[] {
  const [, kind, name, path = '', value = ''] = /^(\w+)\/(\S+) (\S+) = (.*)$/s.exec(change) ?? [];
  const manifests = parseHardened();
  const target = manifests.find(it => it.kind === kind && it.metadata.name === name);
  if (!target) throw new Error(`What is hardened has no ${kind}/${name}`);
  setIn(target, path, parse(value));
  return manifests;
}

/** What is hardened, anew. Anchors are copied, so that a change is made in one place. */
export function parseHardened(): Manifest[] {
  const objects = parseAllDocuments(HARDENED).map(document => document.toJS() as Manifest);
  return JSON.parse(JSON.stringify(objects)) as Manifest[];
}

function setIn(target: unknown, path: string, value: unknown): void {
  const keys = [...path.matchAll(/\["([^"]+)"\]|[^.[\]]+/g)].map(([key, quoted]) => quoted ?? key);
  const last = keys.pop() ?? '';
  let place = target as Record<string, unknown>;
  for (const key of keys) {
    place[key] ??= {};
    place = place[key] as Record<string, unknown>;
  }
  if (value === null) delete place[last];
  else place[last] = value;
}
