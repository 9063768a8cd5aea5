import type { Component } from './component.ts';
import { apiServer } from './components/api-server.ts';
import { containerd } from './components/containerd.ts';
import { controllerManager, scheduler } from './components/controllers.ts';
import { etcd } from './components/etcd.ts';
import { kubeProxy } from './components/kube-proxy.ts';
import { kubelet } from './components/kubelet.ts';
import { networkPolicies } from './components/network-policies.ts';
import type { NodeFiles } from './layout.ts';

/** The programs of a node, in groups: those of a group start side by side, and find all that they need in the groups before. */
export function parts(files: NodeFiles): Component[][] {
  return [
    [etcd(files), containerd(files)],
    [apiServer(files)],
    [networkPolicies(files)],
    [controllerManager(files), scheduler(files), kubelet(files), kubeProxy(files)],
  ];
}
