import { readApplications } from './applications.ts';
import { stackOutput } from './stack.ts';
import { loadBalancer } from './status.ts';
import type { Target } from './target.ts';

/** What remains for people, after `up`. */
export async function nextSteps(target: Target): Promise<string> {
  const { settings, kubeconfig } = target;
  const waiting = (await readApplications(target)).filter(it => it.waitsForImage).map(it => it.name);
  const address = await loadBalancer(target);
  const items = [
    ...(waiting.length > 0
      ? [
          `Images: ${waiting.join(', ')} wait for CI. Run the workflow "images"; it assumes ${await stackOutput(target, 'ImagesRole')}.`,
        ]
      : []),
    address
      ? `DNS: ${settings.host} CNAME ${address}`
      : `DNS: the load balancer comes with the first image of gateway and a certificate for ${settings.host}; \`status\` then shows its name.`,
    `kubectl: export KUBECONFIG=${kubeconfig}`,
    `How it is: npm run cluster -- status ${settings.name}`,
    `Argo CD: npm run cluster -- ui ${settings.name}`,
  ];
  return `\nNext (clusters/${settings.name}/README.md has each in full):\n${items.map(item => `- ${item}`).join('\n')}`;
}
