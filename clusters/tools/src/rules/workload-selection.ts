import type { LabelSelector, Manifest } from '../kubernetes/objects.ts';
import { matches } from '../kubernetes/selector.ts';
import { type Workload, workloadsOf } from '../kubernetes/workloads.ts';

/** The workloads whose pods a selector selects, in the namespace of the object that has it. */
export function selectedBy(
  selector: LabelSelector | undefined,
  { metadata: { namespace = '' } }: Manifest,
  manifests: readonly Manifest[],
): Workload[] {
  if (!selector) return [];
  return workloadsOf(manifests).filter(
    workload => workload.namespace === namespace && matches(selector, workload.labels),
  );
}
