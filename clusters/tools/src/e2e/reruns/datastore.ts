import { type ClusterTarget, kubectl } from '../../cluster/target.ts';
import { type LiveObject, listObjects } from '../objects.ts';
import { isReady, readPods } from '../pods.ts';

const NAMESPACE = 'datastores';

/** Removes the volumes of a datastore under its pods, as if its disks were lost, and waits until it runs on others. */
export async function loseData(target: ClusterTarget, app: string): Promise<void> {
  const readUids = async () => {
    const claims = await listObjects<LiveObject>(
      target,
      NAMESPACE,
      'persistentvolumeclaims',
      `app.kubernetes.io/name=${app}`,
    );
    const pods = await readPods(target, app, NAMESPACE);
    return { claims: claims.map(uidOf), pods: pods.map(uidOf), areReady: pods.every(isReady) };
  };
  const before = await readUids();
  if (before.claims.length === 0) throw new Error(`${app} has no volume that could be lost.`);
  const remove = (kind: string, ...options: string[]) =>
    target.session.change(
      kubectl(
        target,
        `--namespace=${NAMESPACE}`,
        'delete',
        kind,
        `--selector=app.kubernetes.io/name=${app}`,
        '--wait=false',
        ...options,
      ),
    );
  // A claim goes when no pod has it any more.
  await remove('persistentvolumeclaims');
  await remove('pods', '--grace-period=1');
  await target.session.waitFor(`${app} runs on a new volume`, async () => {
    const now = await readUids();
    const areOthers = (uids: readonly string[], old: readonly string[]) =>
      uids.length === old.length && uids.every(uid => !old.includes(uid));
    return now.areReady && areOthers(now.claims, before.claims) && areOthers(now.pods, before.pods);
  });
}

/** What a program says that runs beside a datastore. */
export async function askDatastore(
  target: ClusterTarget,
  pod: string,
  ...argv: readonly string[]
): Promise<string> {
  return (
    (await target.session.ask(kubectl(target, `--namespace=${NAMESPACE}`, 'exec', pod, '--', ...argv))) ?? ''
  );
}

/** What a query returns, as the superuser: a line a row. */
export function query(target: ClusterTarget, sql: string): Promise<string> {
  const psql = [
    'psql',
    '--no-psqlrc',
    '--username=postgres',
    '--dbname=video_converter',
    '--no-align',
    '--tuples-only',
    '--quiet',
  ];
  return askDatastore(target, 'postgres-0', ...psql, '--set=ON_ERROR_STOP=1', `--command=${sql}`);
}

function uidOf({ metadata: { uid } }: LiveObject): string {
  return uid;
}
