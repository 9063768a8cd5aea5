import { type CommandResult, runCommand } from '@vc/local/command.ts';
import type { ClusterTarget } from '../../cluster/target.ts';
import type { Picture } from '../../data-flow.ts';
import { type Census, drawnParties, findJobPlace, findPod, OUR_NAMESPACES, placesOf } from './census.ts';
import { type Double, labelsOfJob } from './double.ts';
import { type PodReference, runInPod } from './in-pod.ts';
import type { InternetHost } from './internet.ts';
import type { Source } from './matrix.ts';

/** Somebody who can be made to try. */
export interface LiveSource extends Source {
  run(program: readonly [string, ...string[]]): Promise<CommandResult>;
}

/** Somebody who can be, once his double is there. */
export interface PlayedSource extends Source {
  double: Double;
}

/** Who is drawn and may be missing: Prometheus is somebody else's, backups are a choice. */
const OPTIONAL = ['prometheus', 'postgres-backup', 'mongodb-backup'];

/** Parts of the platform, whose images have no shell, so that others have to play them. */
const WITHOUT_SHELL = ['keda'];

/** Who calls nobody that we have drawn: tried as a callee only. */
const CALLED_ONLY = ['dns', 'backup-store'];

/** Everybody of the picture: as a pod that runs, or played where his pods end, or have no shell. */
export function findParties(
  target: ClusterTarget,
  census: Census,
  picture: Picture,
): { running: LiveSource[]; played: PlayedSource[] } {
  const running: LiveSource[] = [];
  const played: PlayedSource[] = [];
  for (const name of drawnParties(picture).filter(party => !CALLED_ONLY.includes(party))) {
    const places = placesOf(name, picture);
    const hasShell = !WITHOUT_SHELL.includes(name);
    const job = findJobPlace(census, places);
    const pod = hasShell && !job ? findPod(census, places) : undefined;
    const place = hasShell ? job : places[0];
    if (pod) {
      running.push({ kind: 'party', name, address: pod.address, run: runsIn(target, pod) });
    } else if (place) {
      const kind = hasShell ? 'party' : 'platform';
      played.push({ kind, name, double: doubleOf(name, place) });
    } else if (!OPTIONAL.includes(name)) {
      // Nothing would be tried of him.
      throw new Error(`${name} is in the picture, but neither a pod nor a job of it is in the cluster.`);
    }
  }
  return { running, played };
}

/** Pods that policies name nowhere: in each closed namespace, and in one without any policy. */
export const STRANGERS: readonly PlayedSource[] = [
  ...OUR_NAMESPACES.map(stranger('stranger')),
  ...['argocd', 'keda', 'sealed-secrets'].map(stranger('platform')),
  ...['default'].map(stranger('outsider')),
];

function stranger(kind: 'stranger' | 'outsider' | 'platform') {
  return (namespace: string): PlayedSource => ({
    kind,
    name: `a stranger in ${namespace}`,
    double: doubleOf('stranger', { namespace, labels: {} }),
  });
}

/** Who has a double, as that one. */
export function asDouble(target: ClusterTarget, { double, ...source }: PlayedSource): LiveSource {
  return { ...source, run: runsIn(target, double) };
}

/** Who is not in the cluster: the node, whose kubelet probes pods, and the host that stands for the internet. */
export function sourcesOutside({ enter }: InternetHost): LiveSource[] {
  return [
    { kind: 'node', name: 'the node', run: program => runCommand(program) },
    { kind: 'internet', name: 'the internet', run: program => runCommand([...enter, ...program]) },
  ];
}

/** A double of somebody. */
export function doubleOf(name: string, { namespace, labels }: Omit<Double, 'name'>): Double {
  return { namespace, name: `policy-double-${name}`, labels: labelsOfJob(labels) };
}

function runsIn(target: ClusterTarget, pod: PodReference): LiveSource['run'] {
  return program => runInPod(target, pod, program);
}
