/** All that exists outside of this machine. */
export interface World {
  account: string;
  /** Of our CloudFormation stack. */
  stack?: Record<string, string>;
  /** Keys of the backups in the bucket; no bucket without it. */
  bucket?: string[];
  /** Whether another account has a bucket of that name. */
  isBucketForeign?: boolean;
  hasGitHubProvider: boolean;
  /** The kept sealing key. */
  sealingKey?: { value: string; isDeleted: boolean };
  /** Of eksctl. */
  stacks: string[];
  cluster?: {
    status: 'CREATING' | 'ACTIVE';
    nodes?: [number, number];
    addOns: string[];
    identities: string[];
    /** By kind, namespace and name. */
    objects: Record<string, object>;
    /** Who is at work: without it nothing heals. */
    controllers: number;
    /** How often Applications were looked at: they get well in time. */
    looks: number;
  };
  loadBalancers: string[];
  securityGroups: string[];
  /** `security group rule` that names a group of `securityGroups`. */
  rules: [string, string][];
  /** Of EBS; those of the cluster are in `objects` as well. */
  volumes: string[];
  logs: string[];
}

/** Nothing at all. */
export function emptyWorld(): World {
  return {
    account: '123456789012',
    hasGitHubProvider: false,
    stacks: [],
    loadBalancers: [],
    securityGroups: [],
    rules: [],
    volumes: [],
    logs: [],
  };
}
