import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { neverDone, type Step } from '../cluster/step.ts';
import { type ClusterTarget, kubectl } from '../cluster/target.ts';
import type { Manifest } from '../kubernetes/objects.ts';
import { parseManifests } from '../rendering/helm.ts';
import { ADVICE, applyObject, EQUIPMENT } from './equipment.ts';

/** Lets a CoreDNS that came with the node know the names that ours would know: github.com is the git server of the cluster. */
export function otherNamesStep(target: ClusterTarget): Step {
  const inCoreDns = (...args: string[]) =>
    target.session.change(kubectl(target, '--namespace=kube-system', 'rollout', ...args));
  return {
    name: 'Names (CoreDNS)',
    advice: ADVICE,
    isDone: neverDone,
    async run() {
      await applyObject(target, await readCorefile());
      // It would find out by itself, within two minutes.
      await inCoreDns('restart', 'deployment/coredns');
      await inCoreDns('status', 'deployment/coredns', '--timeout=5m');
    },
  };
}

/** The ConfigMap of our CoreDNS; others read it from one of the same name. */
async function readCorefile(): Promise<Manifest> {
  const manifests = parseManifests(await readFile(join(EQUIPMENT, 'dns.yaml'), 'utf8'), 'kube-system');
  const corefile = manifests.find(({ kind }) => kind === 'ConfigMap');
  if (!corefile) throw new Error('dns.yaml has no ConfigMap.');
  return corefile;
}
