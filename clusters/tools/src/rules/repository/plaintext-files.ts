import { basename } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../../kubernetes/objects.ts';
import { SECRET_PATTERNS } from '../secrets.ts';

/** Files that hold secrets and nothing else. `.env.example` is none: it is looked into like all others. */
const SECRET_FILES =
  /^(?:\.env(?:\.\w+)?(?<!\.example)|\.netrc|\.pgpass|id_(?:rsa|ed25519|ecdsa)|.*\.(?:p12|pfx|jks|kubeconfig))$/;
/** What gives access to a registry, in `.npmrc` and in Docker's settings. */
const REGISTRY_ACCESS = /\b_(?:auth|authToken|password)\s*=|"auth"\s*:\s*"[A-Za-z0-9+/=]{8,}"/;
/** What Argo CD reads from another Secret: `$webhook:github-secret`. */
const REFERENCE = /^\$[\w.-]+:[\w.-]+$/;
/** The beginning of a key alone is no key: code that reads and writes them has it too. */
const KEY_BODY = /^(?:\s|\\n|["'+,])*[A-Za-z0-9+/=]{32}/;

/**
 * Passwords that documents and tests make up for addresses: whoever writes another one there takes one of these, so that
 * any real one is found. None of them opens anything.
 */
const MADE_UP_PASSWORDS: ReadonlySet<string> = new Set([
  'abcdefghijklmnop', // looks like an app password of Gmail
  'bcd',
  'hunter2',
  'of-the-operator',
  'p',
  'p%40ss', // to see that addresses are decoded
  'password',
  'secret',
]);

/** What in a file of the repository is a secret that anybody can read, or looks like one: `path:line: what it is`. */
export function findPlaintext(path: string, text: string): string[] {
  return [
    ...(SECRET_FILES.test(basename(path)) ? [`${path}: files of this kind hold secrets`] : []),
    ...(REGISTRY_ACCESS.test(text) && /^(?:\.npmrc|\.?docker.*|config\.json)$/.test(basename(path))
      ? [`${path}: has access to a registry`]
      : []),
    ...findInText(text).map(({ line, what }) => `${path}:${line}: ${what}`),
    ...(/\.(?:ya?ml|json)$/.test(path) ? findInObjects(text).map(what => `${path}: ${what}`) : []),
  ];
}

function findInText(text: string): { line: number; what: string }[] {
  return Object.entries(SECRET_PATTERNS).flatMap(([what, pattern]) =>
    [...text.matchAll(new RegExp(pattern, 'g'))]
      .filter(({ 0: match, index }) => isReal(match, text.slice(index + match.length)))
      .map(({ index }) => ({ line: text.slice(0, index).split('\n').length, what })),
  );
}

function isReal(match: string, rest: string): boolean {
  if (match.startsWith('-----BEGIN')) return KEY_BODY.test(rest);
  const [, password] = /:([^:]*)@$/.exec(match) ?? [];
  return password === undefined || !MADE_UP_PASSWORDS.has(password);
}

/** Parses only what may be a Secret: hundreds of files are not. */
function findInObjects(text: string): string[] {
  if (!/\bSecret\b|\bsecretGenerator\b/.test(text)) return [];
  // A template of a chart is no YAML; what has errors is looked at as far as it goes.
  return parseAllDocuments(text, { logLevel: 'silent' }).flatMap(document => {
    // As a map: what stands in braces in a template would be a key that is no text.
    const value = toObject(document.toJS({ mapAsMap: true })) as SecretDocument | null;
    if (typeof value !== 'object' || value === null) return [];
    const objects = [value, ...(value.items ?? [])];
    return [
      ...objects
        .filter(it => it?.kind === 'Secret')
        .filter(hasValues)
        .map(nameOf),
      ...(value.secretGenerator ?? [])
        .filter(isPlain)
        .map(({ name }) => `secretGenerator ${name} has values`),
    ];
  });
}

function toObject(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toObject);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, inner]) => [String(key), toObject(inner)]));
}

type Values = Record<string, unknown>;
type SecretDocument = Partial<Manifest> & {
  data?: Values;
  stringData?: Values;
  items?: SecretDocument[];
  secretGenerator?: Generator[];
};
interface Generator {
  name: string;
  literals?: string[];
  files?: string[];
  envs?: string[];
}

function hasValues({ data, stringData }: SecretDocument): boolean {
  return Object.keys({ ...data, ...stringData }).length > 0;
}

function nameOf({ metadata }: SecretDocument): string {
  return `Secret ${metadata?.name} has values: seal it`;
}

function isPlain({ literals = [], files = [], envs = [] }: Generator): boolean {
  const values = literals.map(literal => literal.slice(literal.indexOf('=') + 1));
  return [...files, ...envs].length > 0 || values.some(value => !REFERENCE.test(value));
}
