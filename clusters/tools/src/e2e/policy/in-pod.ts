import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type CommandResult, runCommand } from '@vc/local/command.ts';
import { type ClusterTarget, kubectl } from '../../cluster/target.ts';

/** Where something is tried from. */
export interface PodReference {
  namespace: string;
  name: string;
}

/** Runs a program in a pod. */
export function runInPod(
  target: ClusterTarget,
  { namespace, name }: PodReference,
  program: readonly string[],
  input?: string,
): Promise<CommandResult> {
  const exec = ['exec', '--stdin', '--quiet', name, '--', ...program];
  return runCommand(kubectl(target, `--namespace=${namespace}`, ...exec), { input });
}

/** Runs a program of the folder `inside` in a pod of ours, with what is installed there. @returns what it prints, as JSON */
export async function runInside<T>(
  target: ClusterTarget,
  pod: PodReference,
  file: string,
  input = '',
): Promise<T> {
  const path = fileURLToPath(new URL(`inside/${file}`, import.meta.url));
  const text = await readFile(path, 'utf8');
  const node = ['node', '--input-type=module-typescript', '--eval', text];
  const { code, stdout, stderr } = await runInPod(target, pod, node, input);
  if (code !== 0) throw new Error(`${file} in ${pod.name} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
