import { describe } from '../kubernetes/objects.ts';
import type { Rule } from './rule.ts';

/** Lists of text, wherever they stand: in containers, probes and hooks. */
const LISTS = new Set(['command', 'args']);
/** Maps from text to text. */
const MAPS = new Set(['labels', 'annotations', 'matchLabels', 'data']);

/**
 * YAML reads an unquoted `yes`, `1` or `a ? 0 : 1` as something else than text, and the API server then refuses the object.
 */
export const textRule: Rule = {
  name: 'what must be text is text',
  find: manifests =>
    manifests.flatMap(manifest =>
      findOther(manifest, '').map(
        ({ path, value }) => `${describe(manifest)}: ${path} is ${JSON.stringify(value)}`,
      ),
    ),
};

type Other = { path: string; value: unknown };

function findOther(node: unknown, path: string): Other[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const here = path ? `${path}.${key}` : key;
    if (LISTS.has(key) || MAPS.has(key)) return othersIn(value, here);
    if (key === 'value' && 'name' in node && typeof value !== 'string') return [{ path: here, value }];
    return findOther(value, here);
  });
}

/** The entries of a list or map that are no text. */
function othersIn(node: unknown, path: string): Other[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node)
    .filter(([, value]) => typeof value !== 'string')
    .map(([key, value]) => ({ path: `${path}.${key}`, value }));
}
