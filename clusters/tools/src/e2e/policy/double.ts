import { type ClusterTarget, kubectl } from '../../cluster/target.ts';
import type { Labels } from '../../kubernetes/objects.ts';
import { createObject } from '../objects.ts';
import { readCensus } from './census.ts';
import type { PodReference } from './in-pod.ts';

/** A pod of ours in the place of another, whom policies take for that one by its labels. */
export interface Double extends PodReference {
  labels: Labels;
}

/** Has doubles, made of an image, as long as the work goes on. Those of somebody who was killed are removed first. */
export async function withDoubles<T>(
  target: ClusterTarget,
  doubles: readonly Double[],
  image: string,
  work: () => Promise<T>,
): Promise<T> {
  const list = { apiVersion: 'v1', kind: 'List', items: doubles.map(double => doublePod(double, image)) };
  const remove = () =>
    target.session.change(kubectl(target, 'delete', '--ignore-not-found', '--now', '--filename=-'), {
      text: async () => JSON.stringify(list),
      shownAs: '(the doubles)',
    });
  try {
    await remove();
    await createObject(target, list);
    await untilRunning(target, doubles);
    return await work();
  } finally {
    await remove();
  }
}

async function untilRunning(target: ClusterTarget, doubles: readonly Double[]): Promise<void> {
  await target.session.waitFor('the doubles run', async () => {
    const { pods } = await readCensus(target);
    return doubles.every(({ namespace, name }) =>
      pods.some(
        ({ metadata, status }) =>
          metadata.namespace === namespace && metadata.name === name && status.phase === 'Running',
      ),
    );
  });
}

/** Should nobody be left to remove it. */
const LIFETIME_SECONDS = 900;

/** Hardened like ours, but that it does nothing. No Service sends it anything, as it never gets ready. */
export function doublePod({ namespace, name, labels }: Double, image: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      activeDeadlineSeconds: LIFETIME_SECONDS,
      restartPolicy: 'Never',
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'double',
          image,
          command: ['sleep', 'infinity'],
          readinessProbe: { exec: { command: ['false'] }, periodSeconds: 600 },
          resources: { requests: { cpu: '1m', memory: '32Mi' }, limits: { memory: '128Mi' } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  };
}

/** Labels that say whose pod it is, which a double must not have. */
const OWNERSHIP = /^(batch\.kubernetes\.io\/|controller-uid$|job-name$)/;

/** The labels of a job's pods, but for those by which the job knows them. */
export function labelsOfJob(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !OWNERSHIP.test(key)));
}
