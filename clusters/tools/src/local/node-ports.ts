/** Ports of 127.0.0.1 on which this machine reaches Services of the cluster: NodePorts of the manifests, of whichever node. */
export const NODE_PORTS = { gateway: 30002, mails: 30080, git: 30090, s3: 30091 } as const;
