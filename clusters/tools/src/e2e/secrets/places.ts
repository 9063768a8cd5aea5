import { runCommand, runSuccessfully } from '@vc/local/command.ts';
import { type ClusterTarget, kubectl } from '../../cluster/target.ts';
import type { Place } from './plaintext.ts';

/** What we read of anything. */
interface Listed {
  kind: string;
  metadata: { namespace?: string; name: string };
}

/** What we read of a pod. */
interface Pod extends Listed {
  status: { phase: string; containerStatuses?: { restartCount: number }[] };
}

/** Those whose programs are given secrets of ours; all of their images have a shell. */
const NAMESPACES = ['video-converter', 'datastores'];

/** Variables and arguments of everything that runs in a container. Processes come and go while they are looked at. */
const SHOW_PROCESSES = 'cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null || true';

/** Everything of a clone that git keeps: each version of each file, and each message. */
export async function readHistory(clone: string): Promise<Place[]> {
  const text = await runSuccessfully(['git', '-C', clone, 'cat-file', '--batch-all-objects', '--batch']);
  requireText(text, 'kind: SealedSecret');
  return [{ name: 'git', text }];
}

/** Everything that the API server tells, but for the Secrets themselves. */
export async function readObjects(target: ClusterTarget): Promise<Place[]> {
  const resources = await ask(target, 'api-resources', '--verbs=list', '--output=name');
  const kinds = resources.split('\n').filter(kind => kind !== '' && kind !== 'secrets');
  const items = await list<Listed>(target, kinds.join(','), '--all-namespaces');
  requireText(items.map(({ kind }) => kind).join(), 'Pod', 'ConfigMap', 'Application', 'SealedSecret');
  return items.map(item => ({ name: titleOf(item), text: JSON.stringify(item) }));
}

/** What the processes of our pods were started with. */
export async function readProcesses(target: ClusterTarget): Promise<Place[]> {
  const places: Place[] = [];
  for (const namespace of NAMESPACES) {
    const pods = await list<Pod>(target, 'pods', `--namespace=${namespace}`);
    for (const pod of pods.filter(({ status }) => status.phase === 'Running')) {
      const { name } = pod.metadata;
      const text = await ask(
        target,
        `--namespace=${namespace}`,
        'exec',
        name,
        '--',
        'sh',
        '-c',
        SHOW_PROCESSES,
      );
      requireText(text, `HOSTNAME=${name}`);
      places.push({ name: `the processes of ${titleOf(pod)}`, text });
    }
  }
  return places;
}

/** What all pods have said, also before their containers were last restarted. */
export async function readLogs(target: ClusterTarget): Promise<Place[]> {
  const pods = await list<Pod>(target, 'pods', '--all-namespaces');
  const places: Place[] = [];
  for (const pod of pods) {
    const { namespace, name } = pod.metadata;
    const wasRestarted = (pod.status.containerStatuses ?? []).some(({ restartCount }) => restartCount > 0);
    const logs = ['logs', `--namespace=${namespace}`, name, '--all-containers'];
    // A pod that has gone meanwhile has none, and of its containers perhaps one alone was restarted.
    const said = [await runCommand(kubectl(target, ...logs))];
    if (wasRestarted) said.push(await runCommand(kubectl(target, ...logs, '--previous')));
    places.push({ name: `the logs of ${titleOf(pod)}`, text: said.map(({ stdout }) => stdout).join('\n') });
  }
  requireText(places.map(({ text }) => text).join('\n'), 'schema is up to date');
  return places;
}

async function list<T>(target: ClusterTarget, kinds: string, ...where: string[]): Promise<T[]> {
  return (JSON.parse(await ask(target, 'get', kinds, ...where, '--output=json')) as { items: T[] }).items;
}

async function ask(target: ClusterTarget, ...args: string[]): Promise<string> {
  return (await target.session.ask(kubectl(target, ...args))) ?? '';
}

function titleOf({ kind, metadata: { namespace, name } }: Listed): string {
  return `${kind ?? 'Pod'} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** @throws where a place lacks what is always there: nothing is found in what was not read */
function requireText(text: string, ...expected: readonly string[]): void {
  for (const it of expected) if (!text.includes(it)) throw new Error(`Was all read? There is no ${it}.`);
}
