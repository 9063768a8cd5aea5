import { podSecurityRule } from './pod-security.ts';
import { testRule } from './testing/rule-test.ts';

const POD = 'Deployment/web spec.template.spec';
const CONTAINER = `${POD}.containers[0]`;

testRule(podSecurityRule, {
  [`${POD}.hostNetwork = true`]: 'Deployment web: hostNetwork',
  [`${POD}.hostPID = true`]: 'hostPID',
  [`${POD}.hostIPC = true`]: 'hostIPC',
  [`${POD}.volumes[0] = { name: tmp, hostPath: { path: /tmp } }`]: 'volume tmp is a hostPath',
  [`${POD}.volumes[0] = { name: tmp, nfs: { server: a, path: / } }`]: 'volume tmp is a nfs',
  [`${POD}.securityContext.sysctls = [{ name: kernel.msgmax, value: "1" }]`]: 'sysctl kernel.msgmax',
  [`${POD}.securityContext.windowsOptions = { hostProcess: true }`]: 'hostProcess',
  [`${POD}.securityContext.appArmorProfile = { type: Unconfined }`]: 'appArmorProfile',
  [`${POD}.securityContext.seLinuxOptions = { type: spc_t }`]: 'seLinuxOptions.type spc_t',
  [`${CONTAINER}.securityContext.seLinuxOptions = { user: root }`]: 'seLinuxOptions.user',
  [`${CONTAINER}.securityContext.privileged = true`]: 'container web: privileged',
  [`${CONTAINER}.securityContext.allowPrivilegeEscalation = null`]: 'allowPrivilegeEscalation',
  [`${CONTAINER}.securityContext.readOnlyRootFilesystem = false`]: 'readOnlyRootFilesystem',
  [`${CONTAINER}.securityContext.runAsNonRoot = false`]: 'runAsNonRoot',
  [`${CONTAINER}.securityContext.runAsUser = 0`]: 'runAsUser',
  [`${CONTAINER}.securityContext.capabilities = null`]: 'capabilities.drop lacks ALL',
  [`${CONTAINER}.securityContext.capabilities.add = [NET_BIND_SERVICE, SYS_ADMIN]`]: 'add SYS_ADMIN',
  [`${CONTAINER}.securityContext.seccompProfile = { type: Unconfined }`]: 'seccompProfile',
  [`${CONTAINER}.securityContext.procMount = Unmasked`]: 'procMount Unmasked',
  [`${CONTAINER}.ports[0].hostPort = 80`]: 'hostPort 80',
  [`${CONTAINER}.livenessProbe.httpGet.host = 10.0.0.1`]: 'livenessProbe names a host',
  [`${CONTAINER}.lifecycle = { preStop: { tcpSocket: { host: 10.0.0.1, port: 1 } } }`]:
    'preStop names a host',
  [`${POD}.initContainers[0].securityContext.privileged = true`]: 'container wait: privileged',
  'StatefulSet/data spec.template.spec.containers[0].securityContext.runAsUser = null': 'runAsUser',
  'StatefulSet/data spec.template.spec.securityContext.seccompProfile = null': 'seccompProfile',
  'Job/prepare spec.template.spec.securityContext.runAsNonRoot = null': 'Job prepare, container prepare',
});
