import { autoscalingRule } from './autoscaling.ts';
import { claimsRule } from './claims.ts';
import { disruptionRule } from './disruption.ts';
import { selectorsRule } from './selectors.ts';
import { testRule } from './testing/rule-test.ts';

const OPTIONS = 'metadata.annotations["argocd.argoproj.io/sync-options"]';
const NAME = '["app.kubernetes.io/name"]';

testRule(claimsRule, {
  [`StatefulSet/data ${OPTIONS} = "Delete=confirm"`]: 'lacks Prune=false',
  [`StatefulSet/data ${OPTIONS} = "Prune=false"`]: 'lacks Delete=confirm',
  'StatefulSet/data spec.persistentVolumeClaimRetentionPolicy = { whenDeleted: Retain }': 'whenScaled',
  'StatefulSet/data spec.persistentVolumeClaimRetentionPolicy.whenDeleted = Delete': 'whenDeleted',
  'StatefulSet/data spec.volumeClaimTemplates[0].kind = null': 'claim template data lacks apiVersion or kind',
});

testRule(selectorsRule, {
  'Deployment/web spec.selector.matchLabels.version = "1"': [
    'app.kubernetes.io/name, version',
    'selects nothing',
  ],
  'Service/web spec.selector["app.kubernetes.io/instance"] = null': 'Service web: the selector has',
  [`Service/data spec.selector${NAME} = base`]: 'Service data: the selector selects nothing',
  [`Job/prepare spec.template.metadata.labels${NAME} = data`]: [
    'StatefulSet data: the selector selects StatefulSet data and Job prepare',
    'Service data: the selector selects StatefulSet data and Job prepare',
  ],
});

testRule(disruptionRule, {
  'PodDisruptionBudget/web spec.maxUnavailable = 0': 'allows no eviction while Deployment web has 2',
  'PodDisruptionBudget/web spec = { minAvailable: 2, selector: {}, unhealthyPodEvictionPolicy: AlwaysAllow }':
    'allows no eviction',
  'PodDisruptionBudget/web spec = { minAvailable: 51%, selector: {}, unhealthyPodEvictionPolicy: AlwaysAllow }':
    'allows no eviction',
  'PodDisruptionBudget/web spec.unhealthyPodEvictionPolicy = null': 'AlwaysAllow',
  'PodDisruptionBudget/web kind = Gone': 'Deployment web: no disruption budget',
  'StatefulSet/data spec.replicas = 3': 'StatefulSet data: no disruption budget',
});

testRule(autoscalingRule, {
  'Deployment/web spec.replicas = 2': 'replicas, but HorizontalPodAutoscaler web rules',
  'HorizontalPodAutoscaler/web spec.minReplicas = 0': 'goes down to 0',
  'HorizontalPodAutoscaler/web kind = ScaledObject': 'ScaledObject web: goes down to 0',
});
