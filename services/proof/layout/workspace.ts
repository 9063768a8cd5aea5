/** One npm workspace: its folder, its package name, and what it is. */
export type Workspace = {
  folder: string;
  name: string;
  kind: 'lib' | 'service' | 'local' | 'proof' | 'tools';
};

/** The workspace that a path lies in. */
export function workspaceOf(path: string): Workspace | undefined {
  const lib = /^services\/lib\/([^/]+)\//.exec(path)?.[1];
  if (lib) return { folder: `services/lib/${lib}`, name: `@vc/${lib}`, kind: 'lib' };
  if (path.startsWith('clusters/tools/')) {
    return { folder: 'clusters/tools', name: '@vc/cluster-tools', kind: 'tools' };
  }
  const service = /^services\/([^/]+)\//.exec(path)?.[1];
  if (!service) return undefined;
  const kind = service === 'local' || service === 'proof' ? service : 'service';
  return { folder: `services/${service}`, name: `@vc/${service}`, kind };
}
