import type { SecretText } from './secret-values.ts';

/** Something that people may read. */
export interface Place {
  name: string;
  text: string;
}

/** Which secrets stand where, by their titles: the finding itself must not tell one. */
export function findPlaintext(secrets: readonly SecretText[], places: readonly Place[]): string[] {
  const forms = secrets.map(({ title, text }) => ({ title, forms: formsOf(text) }));
  return places.flatMap(({ name, text }) =>
    forms.filter(it => it.forms.some(form => text.includes(form))).map(({ title }) => `${title} in ${name}`),
  );
}

/** As it is, in a URL, and in base64; of what has lines (a key), the longest, since each place breaks lines in its own way. */
function formsOf(secret: string): string[] {
  const line = secret.split('\n').reduce((longest, it) => (it.length > longest.length ? it : longest));
  return [line, encodeURIComponent(line), ...[0, 1, 2].map(offset => base64At(line, offset))];
}

/**
 * What is left of a text wherever a longer one that holds it was encoded: three bytes become four characters, so it depends on
 * where the text begins, and the characters at its ends depend on its neighbours.
 */
function base64At(text: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
  const isWhole = bytes.length % 3 === 0;
  const encoded = bytes.toString('base64').replace(/=+$/, '');
  return encoded.slice(offset && offset + 1, isWhole ? undefined : -1);
}
