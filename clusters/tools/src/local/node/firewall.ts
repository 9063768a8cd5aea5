import { runCommand, runSuccessfully } from '@vc/local/command.ts';
import { NETWORK } from './layout.ts';

/** The programs for IPv4 and IPv6; kube-proxy and kubelet write to both. */
const FAMILIES = ['iptables', 'ip6tables'] as const;

/** Marks rules as ours. */
const COMMENT = 'video-converter';

/**
 * What pods may do where the machine forbids by default: reach each other, the node, and the world. At the end of their chains,
 * so that any rule of others comes first.
 */
const RULES = [
  ['filter', 'FORWARD', '--source', NETWORK.pods, '--jump', 'ACCEPT'],
  ['filter', 'FORWARD', '--destination', NETWORK.pods, '--jump', 'ACCEPT'],
  ['filter', 'INPUT', '--source', NETWORK.pods, '--jump', 'ACCEPT'],
  [
    'nat',
    'POSTROUTING',
    '--source',
    NETWORK.pods,
    '!',
    '--destination',
    NETWORK.whole,
    '--jump',
    'MASQUERADE',
  ],
] as const;

/** Adds our rules, where they are not there yet. */
export async function ensureRules(): Promise<void> {
  for (const [table, chain, ...rule] of RULES) {
    const words = [chain, ...rule, '--match', 'comment', '--comment', COMMENT];
    const command = (action: string) => ['iptables', '--wait', '--table', table, action, ...words] as const;
    const { code } = await runCommand(command('--check'));
    if (code !== 0) await runSuccessfully(command('--append'));
  }
}

/** Names of chains of Kubernetes or CNI, of which a machine has none before its first node or container. */
export async function listNodeChains(): Promise<string[]> {
  const saved = await Promise.all(FAMILIES.map(save));
  return [...new Set(saved.flatMap(chainsOfNodes))];
}

/** Removes our rules and the chains of Kubernetes and CNI, with all that leads to them, but for chains that were there before. */
export async function removeRules(before: readonly string[]): Promise<void> {
  for (const family of FAMILIES) {
    const input = removalScript(await save(family), before);
    if (input) await runSuccessfully([`${family}-restore`, '--noflush', '--wait'], { input });
  }
}

/** Empty where a kernel knows nothing of a family, such as IPv6. */
async function save(family: string): Promise<string> {
  return (await runCommand([`${family}-save`])).stdout;
}

/** What `iptables-restore --noflush` is told to remove, out of what `iptables-save` has said; empty when there is nothing. */
export function removalScript(saved: string, before: readonly string[]): string {
  const tables = saved.split(/^(?=\*)/m).filter(text => text.startsWith('*'));
  return tables.map(table => tableRemoval(table, before)).join('');
}

function tableRemoval(table: string, before: readonly string[]): string {
  const chains = chainsOfNodes(table).filter(name => !before.includes(name));
  const rules = table.split('\n').filter(line => line.startsWith('-A '));
  const leading = rules.filter(rule => {
    const [, chain = ''] = rule.split(' ');
    const target = / -[jg] (\S+)/.exec(rule)?.[1] ?? '';
    return !chains.includes(chain) && (chains.includes(target) || rule.includes(`--comment ${COMMENT} `));
  });
  if (chains.length + leading.length === 0) return '';
  const lines = [
    table.split('\n', 1)[0],
    ...chains.map(name => `:${name} - [0:0]`), // which empties it
    ...leading.map(rule => rule.replace('-A', '-D')),
    ...chains.map(name => `-X ${name}`),
    'COMMIT',
  ];
  return `${lines.join('\n')}\n`;
}

function chainsOfNodes(saved: string): string[] {
  return [...saved.matchAll(/^:((?:KUBE|CNI)-\S+)/gm)].map(([, name = '']) => name);
}
