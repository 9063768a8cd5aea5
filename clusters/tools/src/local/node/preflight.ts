import { existsSync } from 'node:fs';
import { runSuccessfully } from '@vc/local/command.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { NODE_PORTS } from '../node-ports.ts';
import { podCgroups } from './cgroups.ts';
import { listNodeChains } from './firewall.ts';
import { BRIDGES, NETWORK, NODE, PORTS } from './layout.ts';
import { isTaken, listListeningPorts } from './listening-ports.ts';
import { listNamespaces } from './namespace.ts';
import { meets } from './subnet.ts';
import { UnsuitableMachine } from './unsuitable-machine.ts';

/** @throws {UnsuitableMachine} unless this is a system and a user that a node can run under at all */
export function requireRootOnLinux(): void {
  if (process.platform === 'linux' && process.getuid?.() === 0) return;
  throw new UnsuitableMachine(
    'A cluster on this machine takes Linux and root: it makes bridges, mounts and such.',
  );
}

/** Each finds what a node would meet, in a sentence. */
const CHECKS = [otherNode, route, device, port, otherKubernetes];

/** @throws {SetupError} when a node would meet something that is here already, be it ours or not */
export async function requireFreeMachine(): Promise<void> {
  for (const find of CHECKS) {
    const problem = await find();
    if (problem) throw new SetupError(problem);
  }
}

function otherNode(): string | undefined {
  const [other] = listNamespaces();
  return (
    other &&
    `A cluster of ours already runs here, with its data in ${other.folder}: a machine bears only one.`
  );
}

/** Routes of all of 10.0.0.0/8 and the like, as VPNs have them, do not count: ours are more specific. */
async function route(): Promise<string | undefined> {
  const stdout = await runSuccessfully(['ip', '-json', '-4', 'route', 'show', 'table', 'all']);
  const routes = JSON.parse(stdout || '[]') as { dst: string }[];
  const taken = routes.find(({ dst }) => meets(dst, NETWORK.whole));
  return (
    taken && `The cluster would take the network ${NETWORK.whole}, but there is a route to ${taken.dst}.`
  );
}

function device(): string | undefined {
  const taken = Object.values(BRIDGES).find(name => existsSync(`/sys/class/net/${name}`));
  return taken && `There is a network device ${taken} of somebody's; to remove it: ip link delete ${taken}`;
}

function port(): string | undefined {
  const ports = listListeningPorts();
  const wanted = [
    ...Object.values(NODE_PORTS).map(port => ({ address: '127.0.0.1', port })),
    ...Object.values(PORTS).map(port => ({ address: NODE.address, port })),
  ];
  const taken = wanted.find(({ address, port }) => isTaken(ports, address, port));
  return taken && `A program listens on port ${taken.port}, which the cluster needs; ss -ltnp tells which.`;
}

async function otherKubernetes(): Promise<string | undefined> {
  const chain = (await listNodeChains()).find(name => name.startsWith('KUBE-'));
  const trace = chain ? `the firewall chain ${chain}` : podCgroups()[0];
  return trace && `Another Kubernetes runs here, or has left ${trace}: two on one machine would fight.`;
}
