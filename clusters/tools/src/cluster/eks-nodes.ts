import { configInput } from './cluster-config.ts';
import { ABSENT } from './eks-cluster.ts';
import type { Step } from './step.ts';
import { aws, type Target } from './target.ts';

/** Least and largest number of nodes; nothing where there is no node group. */
export async function nodeSizes(target: Target): Promise<string | undefined> {
  const text = await target.session.ask(
    aws(
      target,
      'eks',
      'describe-nodegroup',
      `--cluster-name=${target.settings.cluster}`,
      '--nodegroup-name=general',
      '--query=nodegroup.scalingConfig.[minSize,maxSize]',
      '--output=json',
    ),
    ABSENT,
  );
  return text && (JSON.parse(text) as [number, number]).join('–');
}

/** The node group, as large as the settings say. */
export function nodesStep(target: Target): Step {
  const { session, settings } = target;
  const wanted = `${settings.nodes.least}–${settings.nodes.most}`;
  return {
    name: 'Nodes, as many as the settings say',
    advice: 'A type of instance may not be had in each zone: another one in settings.yaml helps.',
    isDone: async () => (await nodeSizes(target)) === wanted,
    async run() {
      if (await nodeSizes(target)) {
        const { least, most } = settings.nodes;
        await session.change([
          'eksctl',
          'scale',
          'nodegroup',
          `--region=${settings.region}`,
          `--cluster=${settings.cluster}`,
          '--name=general',
          `--nodes=${least}`,
          `--nodes-min=${least}`,
          `--nodes-max=${most}`,
          '--wait',
        ]);
      } else {
        await session.change(['eksctl', 'create', 'nodegroup', '--config-file=-'], configInput(target));
      }
    },
  };
}
