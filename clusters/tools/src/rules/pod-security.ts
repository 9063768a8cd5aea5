import type { Container, Handler, PodSpec, SecurityContext } from '../kubernetes/objects.ts';
import { findInContainers, findInPods } from '../kubernetes/workloads.ts';
import type { Rule } from './rule.ts';

const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const SELINUX_TYPES = ['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const PROFILES = ['RuntimeDefault', 'Localhost'];

/**
 * The profile `restricted` of https://kubernetes.io/docs/concepts/security/pod-security-standards/, field by field, and
 * two things beyond it: a read-only root file system, and a numeric user (the kubelet cannot tell that `USER mongodb` of
 * an image is not root). No sysctl is needed here, so none is allowed.
 */
export const podSecurityRule: Rule = {
  name: 'pods are restricted, their root file system read-only, their user a number',
  find: manifests => [
    ...findInPods(manifests, pod => [...podProblems(pod), ...sharedProblems(pod.securityContext ?? {})]),
    ...findInContainers(manifests, (container, { pod }) => [
      ...containerProblems(container, pod.securityContext ?? {}),
      ...sharedProblems(container.securityContext ?? {}),
      ...hostProblems(container),
    ]),
  ],
};

function podProblems(pod: PodSpec): string[] {
  return [
    ...(['hostNetwork', 'hostPID', 'hostIPC'] as const).filter(field => pod[field]),
    ...(pod.securityContext?.sysctls ?? []).map(({ name }) => `sysctl ${name}`),
    ...(pod.volumes ?? []).flatMap(({ name, ...sources }) =>
      Object.keys(sources)
        .filter(source => !VOLUMES.includes(source))
        .map(source => `volume ${name} is a ${source}`),
    ),
  ];
}

/** What a pod and a container may say alike. */
function sharedProblems(context: SecurityContext): string[] {
  const { seLinuxOptions: seLinux = {}, appArmorProfile, windowsOptions } = context;
  return [
    ...check(!windowsOptions?.hostProcess, 'hostProcess'),
    ...check(!appArmorProfile || PROFILES.includes(appArmorProfile.type ?? ''), 'appArmorProfile'),
    ...check(!seLinux.type || SELINUX_TYPES.includes(seLinux.type), `seLinuxOptions.type ${seLinux.type}`),
    ...check(!seLinux.user && !seLinux.role, 'seLinuxOptions.user or role'),
  ];
}

function containerProblems({ securityContext: own = {} }: Container, pod: SecurityContext): string[] {
  const { capabilities: { add = [], drop = [] } = {} } = own;
  const user = own.runAsUser ?? pod.runAsUser ?? 0;
  const profile = own.seccompProfile ?? pod.seccompProfile;
  return [
    ...check(!own.privileged, 'privileged'),
    ...check(own.allowPrivilegeEscalation === false, 'allowPrivilegeEscalation is not false'),
    ...check(own.readOnlyRootFilesystem === true, 'readOnlyRootFilesystem is not true'),
    ...check((own.runAsNonRoot ?? pod.runAsNonRoot) === true, 'runAsNonRoot is not true'),
    ...check(user > 0, 'runAsUser is not a number above 0'),
    ...check(drop.includes('ALL'), 'capabilities.drop lacks ALL'),
    ...add.filter(name => name !== 'NET_BIND_SERVICE').map(name => `capabilities.add ${name}`),
    ...check(PROFILES.includes(profile?.type ?? ''), 'seccompProfile is not RuntimeDefault'),
    ...check((own.procMount ?? 'Default') === 'Default', `procMount ${own.procMount}`),
  ];
}

function hostProblems({ ports = [], lifecycle = {}, ...container }: Container): string[] {
  const { livenessProbe, readinessProbe, startupProbe } = container;
  const handlers = { livenessProbe, readinessProbe, startupProbe, ...lifecycle };
  return [
    ...ports.filter(({ hostPort }) => hostPort).map(({ hostPort }) => `hostPort ${hostPort}`),
    ...Object.entries(handlers)
      .filter(([, handler]) => namesHost(handler))
      .map(([name]) => `${name} names a host`),
  ];
}

function namesHost({ httpGet, tcpSocket }: Handler = {}): boolean {
  return Boolean(httpGet?.host || tcpSocket?.host);
}

function check(holds: boolean, problem: string): string[] {
  return holds ? [] : [problem];
}
