import { parseAllDocuments, type ScalarTag, type Tags } from 'yaml';

const FLOAT = 'tag:yaml.org,2002:float';
const TIMESTAMP = 'tag:yaml.org,2002:timestamp';

/** The documents of a YAML text. YAML 1.1, which Kubernetes reads: `0400` is octal, `on` is true. */
export function parseDocuments(text: string): unknown[] {
  return parseAllDocuments(text, { version: '1.1', merge: true, customTags: asGoReads }).map(document => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS() as unknown;
  });
}

/** Go leaves as text what YAML 1.1 takes for a date, for minutes and seconds, or for a number without digits (`.`, `e5`). */
function asGoReads(tags: Tags): Tags {
  return (tags as ScalarTag[]) // as the library gives them: no names
    .filter(({ tag, format }) => tag !== TIMESTAMP && format !== 'TIME')
    .map(tag => (tag.tag === FLOAT && tag.test ? { ...tag, test: withDigits(tag.test) } : tag));
}

/** `.nan` and `.inf` are numbers, too. */
function withDigits({ source }: RegExp): RegExp {
  return new RegExp(`(?=[-+]?\\.?[\\dnNiI])${source}`);
}
