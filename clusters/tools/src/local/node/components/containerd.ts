import { join } from 'node:path';
import { runCommand } from '@vc/local/command.ts';
import type { Component } from '../component.ts';
import { ctr } from '../images.ts';
import type { NodeFiles } from '../layout.ts';
import { PAUSE_IMAGE } from '../pause-image.ts';

/** Runs containers for kubelet. */
export function containerd(files: NodeFiles): Component {
  return {
    name: 'containerd',
    args: [`--config=${containerdFile(files)}`],
    isReady: async () => (await runCommand([...ctr(files), 'version'])).code === 0,
  };
}

/** Where its configuration is. */
export function containerdFile(files: NodeFiles): string {
  return join(files.configuration, 'containerd.toml');
}

/** What makes containerd run pods. */
const POD_PLUGINS = [
  'io.containerd.cri.v1.images',
  'io.containerd.cri.v1.runtime',
  'io.containerd.grpc.v1.cri',
  'io.containerd.podsandbox.controller.v1.podsandbox',
];

/**
 * Its configuration, as TOML. Every path is its own, so that another containerd of this machine never meets it.
 *
 * @param withoutPods for one that only keeps images
 */
export function containerdConfiguration(
  files: NodeFiles,
  { withoutPods = false }: { withoutPods?: boolean } = {},
): string {
  return `version = 3
root = "${files.containerd}"
state = "${files.run}/containerd/state"
# Of what this node does without, each would leave folders elsewhere.
disabled_plugins = [
  "io.containerd.internal.v1.opt",
  "io.containerd.nri.v1.nri",
  "io.containerd.snapshotter.v1.blockfile",
  "io.containerd.snapshotter.v1.erofs",
${(withoutPods ? POD_PLUGINS : []).map(name => `  "${name}",\n`).join('')}]

[grpc]
  address = "${files.containerdSocket}"

[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = "${PAUSE_IMAGE}"

[plugins.'io.containerd.cri.v1.runtime']
  # Without CAP_SYS_RESOURCE nobody may be made safer from the OOM killer than we are.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  disable_apparmor = true # its profiles would stay in the kernel

  [plugins.'io.containerd.cri.v1.runtime'.cni]
    bin_dirs = ["${files.programs}"]
    conf_dir = "${files.configuration}/cni"

  [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    runtime_path = "${files.program('containerd-shim-runc-v2')}"

    [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
      BinaryName = "${files.program('runc')}"
      Root = "${files.run}/runc"
`;
}
