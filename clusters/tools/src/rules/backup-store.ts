import type { BackupStore } from '../data-flow.ts';
import type { Manifest } from '../kubernetes/objects.ts';
import { containersOf, workloadsOf } from '../kubernetes/workloads.ts';

/** Where backups go, as the pods that make them are told; nothing where that is Amazon's S3. */
export function findBackupStore(manifests: readonly Manifest[]): BackupStore | undefined {
  const variables = workloadsOf(manifests)
    .flatMap(({ pod }) => containersOf(pod))
    .flatMap(({ env = [] }) => env);
  const url = variables.find(({ name }) => name === 'AWS_ENDPOINT_URL')?.value;
  if (!url) return undefined;
  const { hostname, port } = new URL(url);
  const [, namespace = ''] = hostname.split('.'); // `<service>.<namespace>`
  return { namespace, port: Number(port) };
}
