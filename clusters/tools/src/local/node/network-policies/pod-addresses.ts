import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NODE } from '../layout.ts';

/** Which addresses pods have, by the pods' unique ids. */
export type PodAddresses = ReadonlyMap<string, readonly string[]>;

/**
 * Reads what CNI has noted of the pods of this node. It does so before a pod's first container starts; the API server gets to
 * know the address only when they all run.
 */
export async function readPodAddresses(folder: string): Promise<PodAddresses> {
  const texts = await Promise.all(
    (await readdir(folder)).map(name => readFile(join(folder, name), 'utf8').catch(() => '')),
  );
  const addresses = new Map<string, string[]>();
  for (const [pod, address] of texts.flatMap(parseNote)) {
    addresses.set(pod, [...(addresses.get(pod) ?? []), address]);
  }
  return addresses;
}

/** Of https://github.com/containernetworking/cni/blob/main/libcni/api.go, `cachedInfo`. */
interface Note {
  networkName: string;
  cniArgs: [string, string][];
  result: { ips?: { address: string }[] };
}

/** What a note says; nothing while it is being written, and of another network than the pods', such as that of a loopback. */
export function parseNote(text: string): [pod: string, address: string][] {
  const note = tryParse(text);
  const pod = note?.cniArgs.find(([key]) => key === 'K8S_POD_UID')?.[1];
  if (note?.networkName !== NODE.name || !pod) return [];
  return (note.result.ips ?? []).map(({ address }) => [pod, address.replace(/\/.*/, '')]);
}

function tryParse(text: string): Note | undefined {
  try {
    return JSON.parse(text) as Note;
  } catch {
    return undefined;
  }
}
