import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cniConfiguration } from './components/cni.ts';
import { containerdConfiguration, containerdFile } from './components/containerd.ts';
import { kubeProxyConfiguration, kubeProxyFile } from './components/kube-proxy.ts';
import { kubeletConfiguration, kubeletFile } from './components/kubelet.ts';
import { NODE, type NodeFiles } from './layout.ts';

/** Writes the configuration files of the node's programs; JSON is YAML, too. */
export async function writeConfiguration(files: NodeFiles): Promise<void> {
  const cni = join(files.configuration, 'cni');
  await mkdir(cni, { recursive: true });
  await writeFile(containerdFile(files), containerdConfiguration(files));
  await writeJson(join(cni, `${NODE.name}.conflist`), cniConfiguration(files));
  await writeJson(kubeletFile(files), kubeletConfiguration(files));
  await writeJson(kubeProxyFile(files), kubeProxyConfiguration(files));
}

function writeJson(file: string, content: object): Promise<void> {
  return writeFile(file, `${JSON.stringify(content, undefined, 2)}\n`);
}
