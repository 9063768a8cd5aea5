/**
 * Enforces the network policies of the node whose folder it is given, until it is killed; its rules stay, and keep new pods
 * closed. Logs a line whenever the rules have changed.
 */
import { watch } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { runSuccessfully } from '@vc/local/command.ts';
import { nodeFiles } from '../layout.ts';
import { openApiConnection } from './api-connection.ts';
import { policyChains } from './chains.ts';
import { type ApiObject, type PodObject, type PolicyObject, podsWithAddresses } from './cluster-objects.ts';
import { followObjects } from './followed-objects.ts';
import { readPodAddresses } from './pod-addresses.ts';
import { restoreScript, TABLE } from './restore-script.ts';

const RETRY_MS = 1_000;

const files = nodeFiles(process.argv[2] ?? '');
let isStale = false;
let isWriting = false;
let written = '';

await mkdir(files.cniResults, { recursive: true, mode: 0o700 });
watch(files.cniResults, update);
const ask = await openApiConnection(files);
const pods = followObjects<PodObject>(ask, '/api/v1/pods', update);
const namespaces = followObjects<ApiObject>(ask, '/api/v1/namespaces', update);
const policies = followObjects<PolicyObject>(ask, '/apis/networking.k8s.io/v1/networkpolicies', update);

/** Brings the rules up to date: at once, or as soon as those before are written. */
function update(): void {
  isStale = true;
  if (!isWriting) void writeUntilCurrent();
}

async function writeUntilCurrent(): Promise<void> {
  isWriting = true;
  while (isStale) {
    isStale = false;
    await write().catch(async error => {
      console.error((error as Error).message);
      isStale = true;
      await sleep(RETRY_MS);
    });
  }
  isWriting = false;
}

async function write(): Promise<void> {
  const known = { pods: pods.current(), namespaces: namespaces.current(), policies: policies.current() };
  if (!known.pods || !known.namespaces || !known.policies) return; // rules from before stay until all is known
  const addressed = podsWithAddresses(known.pods, await readPodAddresses(files.cniResults));
  const chains = policyChains({ pods: addressed, namespaces: known.namespaces, policies: known.policies });
  const text = JSON.stringify(chains);
  if (text === written) return;
  const saved = await runSuccessfully(['iptables-save', '--table', TABLE]);
  await runSuccessfully(['iptables-restore', '--noflush', '--wait'], { input: restoreScript(chains, saved) });
  written = text;
  console.log(
    `${new Date().toISOString()} ${addressed.length} pods, ${known.policies.length} policies, ${chains.length} chains`,
  );
  await writeFile(files.policiesReady, '');
}
