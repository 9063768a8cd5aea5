import { entryPointsRule, imagesRule } from './images.ts';
import { probesRule } from './probes.ts';
import { resourcesRule } from './resources.ts';
import { serviceAccountsRule } from './service-accounts.ts';
import { testRule } from './testing/rule-test.ts';

const POD = 'Deployment/web spec.template.spec';
const WEB = `${POD}.containers[0]`;
const DATA = 'StatefulSet/data spec.template.spec.containers[0]';

testRule(resourcesRule, {
  [`${WEB}.resources = { limits: { memory: 64Mi }, requests: { memory: 64Mi } }`]: 'no request for cpu',
  [`${WEB}.resources.requests.memory = null`]: 'no request for memory',
  [`${WEB}.resources.limits = null`]: 'no limit for memory',
  [`${WEB}.resources.limits.memory = 128Mi`]: '64Mi is not the limit 128Mi',
  [`${POD}.initContainers[0].resources.requests.cpu = null`]: 'container wait: no request for cpu',
  [`${POD}.volumes[0].emptyDir = {}`]: 'the emptyDir tmp has no sizeLimit',
  [`${POD}.volumes[0] = { name: tmp, emptyDir: }`]: 'the emptyDir tmp has no sizeLimit',
});

testRule(probesRule, {
  [`${WEB}.readinessProbe = null`]: 'container web: no readinessProbe',
  [`${DATA}.livenessProbe = null`]: 'StatefulSet data, container data: no livenessProbe',
  [`${POD}.initContainers[0] = { name: side, restartPolicy: Always, readinessProbe: {} }`]: 'container side',
});

testRule(imagesRule, {
  [`${WEB}.image = registry.example:5000/gateway`]: 'may change',
  [`${WEB}.image = registry.example:5000/gateway:latest`]: 'may change',
  [`${WEB}.image = docker.io/library/node:24`]: 'may change',
  [`${WEB}.image = docker.io/library/rabbitmq:4.3-management`]: 'may change',
  [`${WEB}.image = "gateway@sha256:0123"`]: 'may change',
  [`${DATA}.image = postgres:18`]: 'container data: the image "postgres:18" may change',
  [`${DATA}.image = null`]: 'may change',
});

testRule(entryPointsRule, {
  [`${WEB}.command = [node]`]: 'command replaces the entry point of gateway',
});

testRule(serviceAccountsRule, {
  [`${POD}.automountServiceAccountToken = null`]: 'automountServiceAccountToken is not false',
  [`${POD}.serviceAccountName = null`]: 'no service account of its own',
  [`${POD}.serviceAccountName = default`]: 'no service account of its own',
  'ServiceAccount/web automountServiceAccountToken = true': 'ServiceAccount web',
});
