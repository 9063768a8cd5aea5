import type { Component } from './component.ts';
import { apiServer } from './components/api-server.ts';
import { containerd } from './components/containerd.ts';
import { controllerManager, scheduler } from './components/controllers.ts';
import { etcd } from './components/etcd.ts';
import { kubeProxy } from './components/kube-proxy.ts';
import { kubelet } from './components/kubelet.ts';
import type { NodeFiles } from './layout.ts';

/** The programs of a node, in the order in which each finds what it needs. */
export function parts(files: NodeFiles): Component[] {
  return [etcd, containerd, apiServer, controllerManager, scheduler, kubelet, kubeProxy].map(part =>
    part(files),
  );
}
