import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv, Input } from './session.ts';
import { shellLine } from './shell-line.ts';
import type { Step } from './step.ts';
import { type ClusterTarget, inFolder, kubectl } from './target.ts';

/** What Argo CD would apply for an Application, as YAML in which each object names its namespace. */
export type Render = (application: string) => Promise<string>;

/**
 * Under the name by which Argo CD applies: it then owns all fields alone, and what later disappears from git disappears from the
 * cluster. What a half-finished run has left is taken over.
 */
const APPLY = [
  'apply',
  '--server-side',
  '--force-conflicts',
  '--field-manager=argocd-controller',
  '--filename=-',
];

/** What must be there before anything can be put into it. */
export function namespacesStep(target: ClusterTarget, render: Render): Step {
  return {
    name: 'Namespaces',
    advice: 'Look at the message of kubectl.',
    isDone: () => isManaged(target),
    run: () => target.session.change(kubectl(target, ...APPLY), rendered(target, render, 'namespaces')),
  };
}

/** Who deploys, and who unseals; from here on both are Applications like any other. */
export function argoCdStep(target: ClusterTarget, render: Render): Step {
  const { session } = target;
  const wait = (namespace: string, ...what: string[]): Argv =>
    kubectl(target, `--namespace=${namespace}`, ...what, '--timeout=15m');
  return {
    name: 'Argo CD and sealed-secrets',
    advice: 'See which pods do not start: kubectl get pods --all-namespaces.',
    isDone: () => isManaged(target),
    async run(detail) {
      detail('applying');
      await session.change(kubectl(target, ...APPLY), rendered(target, render, 'argocd'));
      await session.change(kubectl(target, ...APPLY), rendered(target, render, 'sealed-secrets'));
      detail('starting');
      await session.change(
        wait('sealed-secrets', 'wait', '--for=condition=Available', 'deployment', '--all'),
      );
      await session.change(wait('argocd', 'wait', '--for=condition=Available', 'deployment', '--all'));
      await session.change(wait('argocd', 'rollout', 'status', 'statefulset/argocd-application-controller'));
    },
  };
}

/** The credential of a private fork, which Argo CD needs before it can read that very file. */
export function repositorySecretStep(target: ClusterTarget): Step {
  const { session } = target;
  const file = inFolder(target, 'secrets', 'argocd', 'repository.yaml');
  return {
    name: 'Access of Argo CD to a private repository',
    advice: `Seal it anew: npm run seal -- --cluster ${target.settings.name} repository.`,
    isDone: async () => !existsSync(file) || (await isManaged(target)),
    async run() {
      await session.change(kubectl(target, ...APPLY.slice(0, -1), `--filename=${file}`));
      await session.change(
        kubectl(target, '--namespace=argocd', 'wait', '--for=create', 'secret/repository', '--timeout=2m'),
      );
    },
  };
}

/** Projects and Applications, `root` among them, which keeps all of them as git has them. */
export function applicationsStep(target: ClusterTarget): Step {
  const { session } = target;
  const print: Argv = [target.kubectl ?? 'kubectl', 'kustomize', join(target.repository, target.folder)];
  return {
    name: 'Applications',
    advice: 'Look at the message of kubectl.',
    isDone: () => isManaged(target),
    run: () =>
      session.change(kubectl(target, ...APPLY), {
        text: async () => (await session.ask(print)) ?? '',
        shownAs: shellLine(print),
      }),
  };
}

/** Whether Argo CD keeps the cluster as git has it: `root` is there, and somebody at work. `down` stops the latter first. */
async function isManaged(target: ClusterTarget): Promise<boolean> {
  const found = await target.session.ask(
    kubectl(
      target,
      '--namespace=argocd',
      'get',
      'applications.argoproj.io/root',
      'statefulset/argocd-application-controller',
      '--ignore-not-found',
      '--output=jsonpath={range .items[*]}{.kind}={.status.readyReplicas} {end}',
    ),
    /doesn't have a resource type|the server could not find/, // before Argo CD has told Kubernetes what an Application is
  );
  return /Application= /.test(`${found} `) && /StatefulSet=[1-9]/.test(`${found}`);
}

function rendered({ settings }: ClusterTarget, render: Render, application: string): Input {
  return {
    text: () => render(application),
    shownAs: `npm run --silent render -- ${settings.name} --yaml ${application}`,
  };
}
