import { findProgram } from '@vc/local/find-program.ts';
import { dockerSays } from './docker.ts';
import { NODE_IMAGE } from './layout.ts';

/** Why kind cannot make a cluster on this machine, as the end of "…, since"; nothing where it can. */
export async function whyNotKind(): Promise<string | undefined> {
  if (!findProgram('docker')) return 'there is no docker in PATH';
  const version = await dockerSays('info', '--format={{.CgroupVersion}}');
  // Without an engine, some versions print an empty line and end well.
  if (!version) return 'no Docker engine answers';
  // https://kubernetes.io/blog/2025/12/17/kubernetes-v1-35-release/#removal-of-cgroup-v1-support
  if (version !== '2') return `the Docker engine has control groups of version ${version}, and kind needs 2`;
  const manifest = await dockerSays('manifest', 'inspect', NODE_IMAGE);
  return manifest === undefined ? 'no registry answers that has images of nodes' : undefined;
}
