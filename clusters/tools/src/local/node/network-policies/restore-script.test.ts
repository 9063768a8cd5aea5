import { expect, it } from 'vitest';
import { removalScript } from '../firewall.ts';
import { restoreScript } from './restore-script.ts';

const CHAINS = [
  { name: 'CNI-POLICY', rules: ['--goto CNI-POLICY-EGRESS'] },
  { name: 'CNI-POLICY-EGRESS', rules: ['--jump DROP'] },
];
const EMPTY = '*mangle\n:FORWARD ACCEPT [0:0]\nCOMMIT\n';
const JUMPED =
  '-A INPUT -i vc-pods -j CNI-POLICY\n-A FORWARD -i vc-pods -j CNI-POLICY\n-A FORWARD -o vc-pods -j CNI-POLICY\n';

it('makes chains, and leads packets of pods there before all others', () => {
  expect(restoreScript(CHAINS, EMPTY)).toBe(`*mangle
:CNI-POLICY - [0:0]
:CNI-POLICY-EGRESS - [0:0]
-A CNI-POLICY --goto CNI-POLICY-EGRESS
-A CNI-POLICY-EGRESS --jump DROP
-I FORWARD -i vc-pods -j CNI-POLICY
-I FORWARD -o vc-pods -j CNI-POLICY
-I INPUT -i vc-pods -j CNI-POLICY
COMMIT
`);
});

it('leads there once, and removes chains of pods that are gone, and nobody else’s', () => {
  const saved = `*mangle\n:CNI-POLICY - [0:0]\n:CNI-E-1 - [0:0]\n:CNI-HOSTPORT-DNAT - [0:0]\n${JUMPED}COMMIT\n`;
  const script = restoreScript(CHAINS, saved);
  expect(script).not.toContain('-I ');
  expect(script).not.toContain('HOSTPORT');
  expect(script).toMatch(/^:CNI-E-1 - \[0:0\]$/m);
  expect(script).toMatch(/^-X CNI-E-1$/m);
});

it('makes nothing that the removal of the node would leave', () => {
  const saved = `*mangle\n:CNI-POLICY - [0:0]\n:CNI-E-1 - [0:0]\n${JUMPED}-A CNI-POLICY -g CNI-E-1\nCOMMIT\n`;
  expect(removalScript(saved, [])).toBe(`*mangle
:CNI-POLICY - [0:0]
:CNI-E-1 - [0:0]
-D INPUT -i vc-pods -j CNI-POLICY
-D FORWARD -i vc-pods -j CNI-POLICY
-D FORWARD -o vc-pods -j CNI-POLICY
-X CNI-POLICY
-X CNI-E-1
COMMIT
`);
});
