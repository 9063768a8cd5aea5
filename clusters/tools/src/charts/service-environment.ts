import type { Container, Manifest } from '../kubernetes/objects.ts';

/** The place of a `Type.Object({ … })` that declares a variable. */
const DECLARATION = /[{,\n]\s*([A-Z][A-Z0-9_]*):/g;
const COMMENTS = /\/\*[\s\S]*?\*\//g;

/** The variables that the text of a `config.ts` declares; `shared` is the text of what it may spread in. */
export function declaredVariables(configTs: string, shared: string): string[] {
  const text = configTs.includes('...serviceVariables') ? configTs + shared : configTs;
  return [...text.replace(COMMENTS, '').matchAll(DECLARATION)].map(([, name = '']) => name);
}

/** All variables that a container is started with, from its own list and from config maps. */
export function environmentOf(
  { env = [], envFrom = [] }: Container,
  namespace: string | undefined,
  manifests: readonly Manifest[],
): Record<string, string> {
  const maps = envFrom.map(({ configMapRef }) =>
    manifests.find(
      ({ kind, metadata }) =>
        kind === 'ConfigMap' && metadata.name === configMapRef?.name && metadata.namespace === namespace,
    ),
  );
  return {
    ...Object.assign({}, ...maps.map(map => map?.data)),
    ...Object.fromEntries(env.map(({ name, value = '' }) => [name, value])),
  };
}

/**
 * What a service finds wrong with its environment, from the lines that it prints as it ends with 78. Its secrets are files that only
 * a pod has: that these cannot be read, and so are not set, is no problem.
 */
export function environmentProblems([, ...output]: readonly string[]): string[] {
  const lines = output.map(line => line.trim());
  const mounted = lines.flatMap(line => /^(\w+)_FILE cannot be read: ENOENT$/.exec(line)?.[1] ?? []);
  return lines.filter(
    line => !mounted.some(name => line.startsWith(`${name}_FILE `) || line.startsWith(`${name} is not set`)),
  );
}
