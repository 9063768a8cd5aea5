import { BRIDGES, NETWORK, NODE, type NodeFiles } from '../layout.ts';

/** How a pod gets its network: a port of a bridge, an address of its own, and ports of the node that it asks for. */
export function cniConfiguration(files: NodeFiles): object {
  return {
    cniVersion: '1.0.0',
    name: NODE.name,
    plugins: [
      {
        type: 'bridge',
        bridge: BRIDGES.pods,
        isGateway: true,
        hairpinMode: true, // so that a pod reaches itself through its Service
        ipam: {
          type: 'host-local',
          dataDir: files.addresses,
          ranges: [[{ subnet: NETWORK.pods }]],
          routes: [{ dst: '0.0.0.0/0' }],
        },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
}
