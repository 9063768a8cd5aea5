import { BRIDGES } from '../layout.ts';
import { type Chain, ENTRY } from './chains.ts';

/**
 * The table whose FORWARD and INPUT come before those of `filter`: kube-proxy accepts there what comes by a NodePort, and
 * nothing of it may come before a policy. Addresses are those of pods by then, those of Services are not to be seen. What is
 * accepted in this table still meets all of `filter`.
 */
export const TABLE = 'mangle';

/** Packets from pods, to pods, and from pods to the node; no others are touched. */
const JUMPS = [
  `FORWARD -i ${BRIDGES.pods} -j ${ENTRY}`,
  `FORWARD -o ${BRIDGES.pods} -j ${ENTRY}`,
  `INPUT -i ${BRIDGES.pods} -j ${ENTRY}`,
];

/**
 * What `iptables-restore --noflush` is told, so that the table has these chains and no older ones of ours, in one step: packets
 * meet either what was or what is.
 *
 * @param saved what `iptables-save --table mangle` has said
 */
export function restoreScript(chains: readonly Chain[], saved: string): string {
  const present = [...saved.matchAll(/^:(CNI-\S+)/gm)].map(([, name = '']) => name);
  const old = present.filter(name => isOurs(name) && !chains.some(chain => chain.name === name));
  const jumps = JUMPS.filter(jump => !saved.includes(`-A ${jump}\n`));
  const lines = [
    `*${TABLE}`,
    ...[...chains.map(({ name }) => name), ...old].map(name => `:${name} - [0:0]`), // which empties it
    ...chains.flatMap(({ name, rules }) => rules.map(rule => `-A ${name} ${rule}`)),
    ...jumps.map(jump => `-I ${jump}`),
    ...old.map(name => `-X ${name}`),
    'COMMIT',
  ];
  return `${lines.join('\n')}\n`;
}

/** Other chains of CNI are those of its plug-ins. */
function isOurs(name: string): boolean {
  return name.startsWith(ENTRY) || /^CNI-(E|I|EX|IX)-/.test(name);
}
