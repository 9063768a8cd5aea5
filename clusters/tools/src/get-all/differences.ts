import type { Shown } from './shown.ts';

/** What is not as it is listed: missing, too many, or not listed at all. */
export function findDifferences(listed: Shown, live: Shown): string[] {
  const unexpected = [...live.keys()].filter(object => !listed.has(object));
  return [
    ...[...listed].flatMap(([object, { least, most }]) => {
      const count = live.get(object)?.least ?? 0;
      return count < least || count > most ? [`${object}: ${count}, and not ${least} to ${most}`] : [];
    }),
    ...unexpected.map(object => `${object}: not listed`),
  ];
}
