import { runCommand, runSuccessfully } from '@vc/local/command.ts';
import { BRIDGES, NODE } from './layout.ts';

/** Makes the bridge that carries the node's address; a bridge, since not every kernel has dummy devices. */
export async function ensureNodeBridge(): Promise<void> {
  const { code } = await runCommand(['ip', 'link', 'show', BRIDGES.node]);
  if (code !== 0) await runSuccessfully(['ip', 'link', 'add', BRIDGES.node, 'type', 'bridge']);
  await runSuccessfully(['ip', 'address', 'replace', `${NODE.address}/32`, 'dev', BRIDGES.node]);
  await runSuccessfully(['ip', 'link', 'set', BRIDGES.node, 'up']);
}

/** Removes our bridges and the pods' ends of them, which the kernel would remove in its own time. */
export async function removeBridges(): Promise<void> {
  for (const bridge of Object.values(BRIDGES)) {
    const { code, stdout } = await runCommand(['ip', '-json', 'link', 'show', 'master', bridge]);
    const ports = code === 0 ? (JSON.parse(stdout || '[]') as { ifname: string }[]) : [];
    // One may go by itself meanwhile.
    for (const { ifname } of ports) await runCommand(['ip', 'link', 'delete', ifname]);
    await runCommand(['ip', 'link', 'delete', bridge]);
  }
}
