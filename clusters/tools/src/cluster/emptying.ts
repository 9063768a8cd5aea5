import { clusterStatus } from './eks-cluster.ts';
import { nodeSizes } from './eks-nodes.ts';
import type { Step } from './step.ts';
import { kubectl, type Target } from './target.ts';

const DATASTORES = '--namespace=datastores';

/**
 * A step inside of the cluster. There is nothing to do when that is gone, was never whole, or has no nodes any more: nobody would be at
 * work there, and what is left is removed from outside.
 */
export function whileClusterLives(target: Target, step: Step): Step {
  const lives = async () =>
    (await clusterStatus(target)) === 'ACTIVE' && (await nodeSizes(target)) !== undefined;
  return { ...step, isDone: async () => !(await lives()) || (await step.isDone()) };
}

/** Else it would put back what the next steps take away. `up` starts it again. */
export function stopArgoCdStep(target: Target): Step {
  const { session } = target;
  const controller = 'statefulset/argocd-application-controller';
  return {
    name: 'Argo CD stops',
    advice: 'See: kubectl --namespace=argocd get pods.',
    isDone: async () => {
      const replicas = await session.ask(
        kubectl(
          target,
          '--namespace=argocd',
          'get',
          controller,
          '--ignore-not-found',
          '--output=jsonpath={.spec.replicas}',
        ),
        /namespaces "argocd" not found/,
      );
      return !Number(replicas ?? 0);
    },
    run: () => session.change(kubectl(target, '--namespace=argocd', 'scale', controller, '--replicas=0')),
  };
}

/** While their controller still runs: it removes the load balancers, with what it has put into security groups. */
export function ingressesStep(target: Target): Step {
  const { session } = target;
  const names = async () =>
    (await session.ask(kubectl(target, 'get', 'ingress', '--all-namespaces', '--output=name'))) ?? '';
  return {
    name: 'Load balancers go',
    advice: 'See: kubectl --namespace=kube-system logs deployment/aws-load-balancer-controller.',
    isDone: async () => (await names()) === '',
    async run() {
      await session.change(
        kubectl(target, 'delete', 'ingress', '--all', '--all-namespaces', '--timeout=10m'),
      );
    },
  };
}

/** Volumes are kept when their claims go (gp3-retained), unless they are told otherwise. */
export function volumesStep(target: Target): Step {
  const { session } = target;
  const volumes = async () => {
    const names = await session.ask(kubectl(target, 'get', 'persistentvolume', '--output=name'));
    return (names ?? '').split('\n').filter(Boolean);
  };
  return {
    name: 'Datastores and their volumes go',
    advice:
      'See: kubectl get persistentvolume, and kubectl --namespace=kube-system logs deployment/ebs-csi-controller.',
    isDone: async () => (await volumes()).length === 0,
    async run(detail) {
      const keepsNothing = '{"spec":{"persistentVolumeReclaimPolicy":"Delete"}}';
      for (const volume of await volumes()) {
        await session.change(kubectl(target, 'patch', volume, `--patch=${keepsNothing}`));
      }
      await session.change(
        kubectl(target, DATASTORES, 'delete', 'statefulset,cronjob,job', '--all', '--timeout=10m'),
      );
      await session.change(
        kubectl(target, DATASTORES, 'delete', 'persistentvolumeclaim', '--all', '--timeout=10m'),
      );
      detail('waiting for AWS');
      await session.waitFor('volumes are gone', async () => (await volumes()).length === 0);
    },
  };
}
