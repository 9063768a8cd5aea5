import { runCommand } from '@vc/local/command.ts';
import { type ClusterTarget, kubectl } from '../../cluster/target.ts';
import { doublePod } from './double.ts';

type Pod = ReturnType<typeof doublePod>;

/** What a pod must not ask for: how it is asked for, and what the refusal names. */
const FORBIDDEN: Readonly<Record<string, { asked: object; ofContainer?: object; named: string }>> = {
  'host-network': { asked: { hostNetwork: true }, named: 'host namespaces (hostNetwork=true)' },
  'host-processes': { asked: { hostPID: true }, named: 'host namespaces (hostPID=true)' },
  'host-folder': { asked: { volumes: [{ name: 'host', hostPath: { path: '/' } }] }, named: 'hostPath' },
  root: {
    asked: { securityContext: { runAsUser: 0, seccompProfile: { type: 'RuntimeDefault' } } },
    named: 'runAsUser=0',
  },
  'any-user': {
    asked: { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } },
    named: 'runAsNonRoot',
  },
  'any-system-call': {
    asked: { securityContext: { runAsNonRoot: true, runAsUser: 10001 } },
    named: 'seccompProfile',
  },
  privileged: { asked: {}, ofContainer: { privileged: true }, named: 'privileged' },
  capability: {
    asked: {},
    ofContainer: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } },
    named: 'unrestricted capabilities',
  },
};

const SOUND = 'sound';

/** What is wrong with what a namespace admits: pods that it must refuse and does not, or one that it must not refuse. */
export async function admissionProblems(
  target: ClusterTarget,
  namespace: string,
  image: string,
): Promise<string[]> {
  const pod = (name: string) => doublePod({ namespace, name, labels: {} }, image);
  const items = [
    pod(SOUND),
    ...Object.entries(FORBIDDEN).map(([name, { asked, ofContainer }]) =>
      asking(pod(name), asked, ofContainer),
    ),
  ];
  // A rehearsal is admitted or refused like what is meant, and leaves nothing.
  const { stdout, stderr } = await runCommand(
    kubectl(target, 'create', '--dry-run=server', '--output=name', '--filename=-'),
    { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) },
  );
  const admitted = stdout.trim().split('\n');
  return [
    ...(admitted.includes(`pod/${SOUND}`) ? [] : [`${namespace} refuses a sound pod: ${stderr}`]),
    ...admitted.filter(name => name !== `pod/${SOUND}`).map(name => `${namespace} admits ${name}`),
    ...Object.entries(FORBIDDEN)
      .filter(([name, { named }]) => !isRefused(stderr, name, named))
      .map(([name, { named }]) => `${namespace} does not refuse ${name} for ${named}: ${stderr}`),
  ];
}

/** How many pods {@link admissionProblems} asks a namespace to refuse. */
export const FORBIDDEN_PODS: number = Object.keys(FORBIDDEN).length;

function asking(pod: Pod, asked: object, ofContainer: object = {}) {
  const [container] = pod.spec.containers;
  const securityContext = { ...container?.securityContext, ...ofContainer };
  if ('privileged' in ofContainer) securityContext.allowPrivilegeEscalation = true; // else it is no valid pod at all
  return { ...pod, spec: { ...pod.spec, ...asked, containers: [{ ...container, securityContext }] } };
}

function isRefused(stderr: string, name: string, named: string): boolean {
  return stderr
    .split('\n')
    .some(
      line =>
        line.includes(`pods "${name}" is forbidden: violates PodSecurity "restricted`) &&
        line.includes(named),
    );
}
