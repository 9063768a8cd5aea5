import { describe, ofKind } from '../kubernetes/objects.ts';
import { autoscalerOf } from './replicas.ts';
import type { Rule } from './rule.ts';

/** Argo CD would set the figure of git again whenever the autoscaler has changed it. */
export const autoscalingRule: Rule = {
  name: 'who has an autoscaler leaves its replicas out, and is never scaled to nothing',
  find: manifests =>
    (['Deployment', 'StatefulSet'] as const).flatMap(kind =>
      ofKind(manifests, kind).flatMap(workload => {
        const scaler = autoscalerOf(workload, manifests);
        if (!scaler) return [];
        return [
          ...(workload.spec?.replicas === undefined
            ? []
            : [`${describe(workload)}: replicas, but ${scaler.title} rules`]),
          // Every replica relays, and answers probes: with none, nothing that is due would be noticed.
          ...(scaler.minimum >= 1 ? [] : [`${scaler.title}: goes down to ${scaler.minimum}`]),
        ];
      }),
    ),
};
