import { existsSync } from 'node:fs';
import { runCommand, runSuccessfully } from '@vc/local/command.ts';
import { SetupError } from '@vc/local/setup-error.ts';
import { podCgroups } from './cgroups.ts';
import { listNodeChains } from './firewall.ts';
import { BRIDGES, GATEWAY_PORT, NETWORK, NODE, PORTS } from './layout.ts';
import { isTaken, listListeningPorts } from './listening-ports.ts';
import { listNamespaces } from './namespace.ts';
import { overlap } from './subnet.ts';

/** @throws {SetupError} unless this is a machine that a node can run on at all */
export function requireRootOnLinux(): void {
  if (process.platform === 'linux' && process.getuid?.() === 0) return;
  throw new SetupError(
    'A cluster on this machine takes Linux and root: it makes bridges, mounts and control groups.',
  );
}

/** @throws {SetupError} when a node would meet something that is here already, ours or others' */
export async function requireFreeMachine(): Promise<void> {
  requireNoOtherNode();
  await requireFreeNetwork();
  requireFreePorts();
  await requireNoKubernetes();
  await requireFilteredBridges();
}

function requireNoOtherNode(): void {
  const [other] = listNamespaces();
  if (other)
    throw new SetupError(
      `A cluster of ours runs on this machine, with its data in ${other.folder}; one is all that it bears.`,
    );
}

async function requireFreeNetwork(): Promise<void> {
  const stdout = await runSuccessfully(['ip', '-json', '-4', 'route', 'show', 'table', 'all']);
  const routes = JSON.parse(stdout || '[]') as { dst: string; dev?: string }[];
  const route = routes.find(({ dst }) => /^[\d./]+$/.test(dst) && overlap(dst, NETWORK.whole));
  if (route)
    throw new SetupError(
      `The network ${NETWORK.whole}, which the cluster would take, has a route here: ${route.dst} over ${route.dev}.`,
    );
  for (const bridge of Object.values(BRIDGES)) {
    if (existsSync(`/sys/class/net/${bridge}`))
      throw new SetupError(`There is a network device ${bridge} here; remove it: ip link delete ${bridge}`);
  }
}

function requireFreePorts(): void {
  const ports = listListeningPorts();
  const wanted = [
    ...Object.values(PORTS).map(port => ({ address: NODE.address as string, port })),
    { address: '127.0.0.1', port: GATEWAY_PORT },
  ];
  const taken = wanted.find(({ address, port }) => isTaken(ports, address, port));
  if (taken)
    throw new SetupError(
      `Some program listens on port ${taken.port}, which the cluster would take; end it: ss -ltnp shows which.`,
    );
}

async function requireNoKubernetes(): Promise<void> {
  const chain = (await listNodeChains()).find(name => name.startsWith('KUBE-'));
  const trace = chain ? `the firewall chain ${chain}` : podCgroups()[0];
  if (trace)
    throw new SetupError(
      `Another Kubernetes runs on this machine, or has left ${trace}: end it first, two would not get along.`,
    );
}

/** Without it, answers of pods to pods of the same bridge would bypass the rules that have led the question there. */
async function requireFilteredBridges(): Promise<void> {
  const setting = '/proc/sys/net/bridge/bridge-nf-call-iptables';
  if (!existsSync(setting)) await runCommand(['modprobe', 'br_netfilter']);
  if (!existsSync(setting)) throw new SetupError('The kernel lacks br_netfilter, which Services need.');
}
