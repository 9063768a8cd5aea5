import { parse } from 'yaml';
import type { Argv, Input } from './session.ts';
import { shellLine } from './shell-line.ts';
import { inFolder, type Target } from './target.ts';

/** What we look at of eksctl's ClusterConfig. */
export interface ClusterConfig {
  accessConfig: { accessEntries?: readonly unknown[] };
  addons: readonly { name: string; version?: string }[];
  iam: { podIdentityAssociations: readonly ServiceAccount[] };
  managedNodeGroups: readonly { name: string; minSize: number; maxSize: number; desiredCapacity: number }[];
}

/** A ServiceAccount that has a role, made of policies. */
export interface ServiceAccount {
  namespace: string;
  serviceAccountName: string;
  permissionPolicyARNs?: readonly string[];
  /** Policies that eksctl knows by name. */
  wellKnownPolicies?: Readonly<Record<string, boolean>>;
}

/** For a rehearsal without kubectl. */
const UNKNOWN: ClusterConfig = {
  accessConfig: {},
  addons: [],
  iam: { podIdentityAssociations: [] },
  managedNodeGroups: [],
};

/** Prints the ClusterConfig with the settings filled in. It needs no cluster. */
function printingCommand(target: Target): Argv {
  return ['kubectl', 'kustomize', '--load-restrictor=LoadRestrictionsNone', inFolder(target, 'cluster')];
}

/** The ClusterConfig with the settings filled in. */
export async function readClusterConfig(target: Target): Promise<ClusterConfig> {
  const text = await target.session.ask(printingCommand(target));
  return text === undefined ? UNKNOWN : parse(text);
}

/** The ClusterConfig as `--config-file=-` reads it. */
export function configInput(target: Target): Input {
  return {
    text: async () => (await target.session.ask(printingCommand(target))) ?? '',
    shownAs: shellLine(printingCommand(target)),
  };
}
