import { describe, expect, it } from 'vitest';
import type { Rule } from './source-file.ts';

/** Files by path, made up for a test. */
export type MadeUp = Record<string, string>;

/** What a rule says of made-up files. */
export function findIn(rule: Rule, files: MadeUp): string[] {
  return rule.find(Object.entries(files).map(([path, text]) => ({ path, text })));
}

/**
 * Tests one of some rules, by the start of its name: it must find each of `wrong` alone, and nothing in all of `right`
 * together. A rule that cannot fail proves nothing.
 *
 * @param around files that are there in any case
 */
export function testRule(
  rules: readonly Rule[],
  start: string,
  { wrong, right, around = {} }: { wrong: MadeUp; right: MadeUp; around?: MadeUp },
): void {
  describe(`the rule "${start} …"`, () => {
    const rule = rules.find(({ name }) => name.startsWith(start)) as Rule;

    it.each(Object.entries(wrong))('finds %s: %s', (path, text) => {
      expect(findIn(rule, { ...around, [path]: text })).toEqual([expect.stringContaining(path)]);
    });

    it('lets everything else pass', () => {
      expect(findIn(rule, { ...around, ...right })).toEqual([]);
    });
  });
}
