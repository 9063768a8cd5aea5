import { runCommand } from '@vc/local/command.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import type { Manifest } from '../kubernetes/objects.ts';
import { parseDocuments } from '../kubernetes/yaml.ts';
import type { App } from './apps.ts';

/** The cluster that charts are rendered for. */
export const KUBERNETES = '1.36.3';
/** What the cluster knows beyond Kubernetes itself (`platform`). */
const API_VERSIONS = ['monitoring.coreos.com/v1', 'keda.sh/v1alpha1'];

/** What Helm or kustomize refused; the message has theirs. */
export class RenderError extends SetupError {}

/**
 * What Argo CD would apply: `helm template` with its arguments, no cluster at hand.
 *
 * @param helm the program
 * @param set further values, as of `--set`
 * @throws {RenderError} when the chart or its schema refuses the values
 */
export async function renderApp(helm: string, app: App, set: readonly string[] = []): Promise<string> {
  const { code, stdout, stderr } = await runCommand(
    [
      helm,
      'template',
      app.name,
      app.chart,
      `--namespace=${app.namespace}`,
      `--kube-version=${KUBERNETES}`,
      ...API_VERSIONS.map(version => `--api-versions=${version}`),
      ...app.valueFiles.map(file => `--values=${file}`),
      ...(app.values ? ['--values=-'] : []),
      ...set.map(value => `--set=${value}`),
      '--include-crds',
    ],
    { input: app.values ? JSON.stringify(app.values) : '' },
  );
  if (code !== 0) throw new RenderError(`helm template ${app.name}: ${stderr}`);
  return stdout;
}

/** Rendered text as objects, in the namespace of the app where they name none. */
export function parseManifests(text: string, namespace: string): Manifest[] {
  return toManifests(parseDocuments(text), namespace);
}

/** Documents as Argo CD applies them: what names no namespace in that of the app, what is in a list each by itself. */
export function toManifests(documents: readonly unknown[], namespace: string): Manifest[] {
  // Nobody has checked what was rendered; rules look for what is missing.
  return (documents as readonly ((Manifest & { items?: Manifest[] }) | null)[]).flatMap(document => {
    if (!document) return [];
    const objects = document.kind === 'List' ? (document.items ?? []) : [document];
    return objects.map(object => ({ ...object, metadata: { namespace, ...object.metadata } }));
  });
}
