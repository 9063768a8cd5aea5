import { SetupError } from '@vc/local/setup-error.ts';
import type { Manifest } from '../kubernetes/objects.ts';
import { groupOf } from '../kubernetes/scope.ts';
import type { IgnoredDifference } from '../rendering/application.ts';

/** An object without what its Application does not compare. */
export function withoutIgnored(manifest: Manifest, ignored: readonly IgnoredDifference[]): Manifest {
  const copy = structuredClone(manifest);
  for (const { jsonPointers = [], jqPathExpressions = [] } of ignored.filter(it => isAbout(it, manifest))) {
    for (const pointer of jsonPointers) {
      remove(
        copy,
        pointer
          .slice(1)
          .split('/')
          .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~')),
      );
    }
    for (const expression of jqPathExpressions) remove(copy, parseJqPath(expression));
  }
  return copy;
}

function isAbout({ group = '', kind, name, namespace }: IgnoredDifference, manifest: Manifest): boolean {
  return (
    (group === '*' || group === groupOf(manifest)) &&
    (kind === '*' || kind === manifest.kind) &&
    (!name || name === manifest.metadata.name) &&
    (!namespace || namespace === manifest.metadata.namespace)
  );
}

/** Of all of jq, names and `[]`: `.webhooks[]?.clientConfig.caBundle`. */
function parseJqPath(expression: string): string[] {
  if (!/^(?:\.[\w-]+\??(?:\[\]\??)*)+$/.test(expression)) {
    throw new SetupError(`ignoreDifferences has ${expression}, which render does not know.`);
  }
  return expression.replaceAll('?', '').replaceAll('[]', '.[]').slice(1).split('.');
}

/** `[]` stands for every entry of a list. */
function remove(target: unknown, [key = '', ...rest]: readonly string[]): void {
  if (typeof target !== 'object' || target === null) return;
  if (key === '[]') {
    for (const entry of Object.values(target)) remove(entry, rest);
  } else if (rest.length > 0) {
    remove((target as Record<string, unknown>)[key], rest);
  } else {
    delete (target as Record<string, unknown>)[key];
  }
}
