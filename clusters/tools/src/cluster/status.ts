import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { alignColumns } from '../table.ts';
import { applicationsTable, BUILT_BY_CI, readApplications } from './applications.ts';
import { type ClusterTarget, inFolder, kubectl, type Target } from './target.ts';

/** Everything that an operator looks at first, as text. It only asks. */
export async function readStatus(target: Target): Promise<string> {
  const { host } = target.settings;
  return [
    await readOverview(target),
    `\nLoad balancer: ${(await loadBalancer(target)) || 'none yet'} (the DNS record of ${host} points there)`,
    `TOKEN=$(curl -sX POST https://${host}/login -u 'you@example.org:<password>')`,
    `curl -X POST -F 'file=@./video.mp4' -H "Authorization: Bearer $TOKEN" https://${host}/upload`,
  ].join('\n');
}

/** Applications, images and pods of any cluster. */
export async function readOverview(target: ClusterTarget): Promise<string> {
  const applications = await readApplications(target);
  const pods = await readPods(target);
  const unready = pods.filter(pod => !isReady(pod));
  return [
    applicationsTable(applications),
    `\nImages\n${alignColumns(await imageRows(target, pods))}`,
    unready.length === 0
      ? `\nAll ${pods.length} pods are ready.`
      : `\nNot ready\n${alignColumns(unready.map(podRow))}`,
  ].join('\n');
}

/** Address of the load balancer, once there is one; several Ingresses share it. */
export async function loadBalancer(target: Target): Promise<string> {
  const path = '{.items[*].status.loadBalancer.ingress[*].hostname}';
  const text = await target.session.ask(
    kubectl(target, 'get', 'ingress', '--all-namespaces', `--output=jsonpath=${path}`),
  );
  return [...new Set(text?.split(' '))].join(' ');
}

/** What we read of a pod. */
interface Pod {
  metadata: { name: string; namespace: string; labels?: Record<string, string> };
  spec: { containers: { image: string }[] };
  status: {
    phase: string;
    reason?: string;
    conditions?: { type: string; status: string }[];
    containerStatuses?: { state?: { waiting?: { reason?: string } } }[];
  };
}

async function readPods(target: ClusterTarget): Promise<Pod[]> {
  const text = await target.session.ask(kubectl(target, 'get', 'pods', '--all-namespaces', '--output=json'));
  return (JSON.parse(text ?? '{"items":[]}') as { items: Pod[] }).items;
}

/** Of a finished Job nothing more is expected. */
function isReady({ status }: Pod): boolean {
  return (
    status.phase === 'Succeeded' ||
    (status.conditions ?? []).some(it => it.type === 'Ready' && it.status === 'True')
  );
}

function podRow({ metadata, status }: Pod): string[] {
  const waiting = status.containerStatuses?.find(it => it.state?.waiting)?.state?.waiting?.reason;
  return [metadata.namespace, metadata.name, waiting ?? status.reason ?? status.phase];
}

/** Digests in git against those that run; while an update goes on there are two. */
async function imageRows(target: ClusterTarget, pods: readonly Pod[]): Promise<string[][]> {
  return Promise.all(
    BUILT_BY_CI.map(async app => {
      const inGit = await digestInGit(target, app);
      const images = pods
        .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === app)
        .flatMap(({ spec }) => spec.containers.map(({ image }) => image.split('@')[1] ?? image));
      const running = [...new Set(images)];
      const isSame = running.length === 1 && running[0] === inGit;
      const runs = running.length === 0 ? 'nothing runs' : `runs ${running.map(short).join(', ')}`;
      return [isSame ? '✓' : '…', app, inGit ? `in git ${short(inGit)}` : 'CI has not built it', runs];
    }),
  );
}

async function digestInGit(target: ClusterTarget, app: string): Promise<string | undefined> {
  const text = await readFile(inFolder(target, 'images', `${app}.yaml`), 'utf8').catch(() => '');
  return (parse(text) as { image?: { digest?: string } } | null)?.image?.digest;
}

function short(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}
