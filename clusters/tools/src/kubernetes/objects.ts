/**
 * Kubernetes objects as far as rules read them. Everything is optional: they come from YAML that nobody has checked, and
 * what is missing is what rules look for.
 */

/** Labels and annotations. */
export type Labels = Record<string, string>;

/** Any object. */
export interface Manifest<Spec = unknown> {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Labels; annotations?: Labels };
  spec?: Spec;
  data?: Labels;
}

/** Which objects something applies to; an empty selector applies to all. */
export interface LabelSelector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** The security settings of a pod or of a container. */
export interface SecurityContext {
  privileged?: boolean;
  allowPrivilegeEscalation?: boolean;
  readOnlyRootFilesystem?: boolean;
  runAsNonRoot?: boolean;
  runAsUser?: number;
  procMount?: string;
  capabilities?: { add?: string[]; drop?: string[] };
  seccompProfile?: { type?: string };
  appArmorProfile?: { type?: string };
  seLinuxOptions?: { type?: string; user?: string; role?: string };
  windowsOptions?: { hostProcess?: boolean };
  sysctls?: { name: string }[];
}

/** What a probe or a lifecycle hook does. */
export interface Handler {
  httpGet?: { host?: string };
  tcpSocket?: { host?: string };
}

/** A container, whichever list it stands in. */
export interface Container {
  name: string;
  image?: string;
  command?: string[];
  args?: string[];
  env?: { name: string; value?: string; valueFrom?: unknown }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: { name?: string; containerPort: number; hostPort?: number }[];
  resources?: { requests?: Quantities; limits?: Quantities };
  livenessProbe?: Handler;
  readinessProbe?: Handler;
  startupProbe?: Handler;
  lifecycle?: { postStart?: Handler; preStop?: Handler };
  restartPolicy?: string;
  securityContext?: SecurityContext;
}

/** Amounts by resource, as they are written. */
export type Quantities = Record<string, string | number | undefined>;

/** A volume: its name, and one key for what it is. */
export interface Volume {
  name: string;
  emptyDir?: { sizeLimit?: string } | null;
  [source: string]: unknown;
}

/** The part of a pod that says what runs. */
export interface PodSpec {
  containers?: Container[];
  initContainers?: Container[];
  volumes?: Volume[];
  securityContext?: SecurityContext;
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  terminationGracePeriodSeconds?: number;
}

/** What pods are made from. */
export interface PodTemplate {
  metadata?: { labels?: Labels; annotations?: Labels };
  spec?: PodSpec;
}

/** Deployments, stateful sets and daemon sets. */
export interface ControllerSpec {
  replicas?: number;
  selector?: LabelSelector;
  template?: PodTemplate;
  volumeClaimTemplates?: Partial<Manifest>[];
  persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string; whenScaled?: string };
}

/** One entry of a network policy: whom, and on which ports; without either, everybody on every port. */
export interface PolicyRule {
  from?: PolicyPeer[];
  to?: PolicyPeer[];
  ports?: { protocol?: string; port?: number | string; endPort?: number }[];
}

/** Whom an entry of a network policy names. */
export interface PolicyPeer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr: string; except?: string[] };
}

/** The specification that each kind has. */
export interface Specs {
  Deployment: ControllerSpec;
  StatefulSet: ControllerSpec;
  DaemonSet: ControllerSpec;
  Job: { template?: PodTemplate };
  CronJob: { jobTemplate?: { spec?: { template?: PodTemplate } } };
  Pod: PodSpec;
  Service: { selector?: Labels; ports?: { port: number; targetPort?: number | string }[] };
  NetworkPolicy: {
    podSelector?: LabelSelector;
    policyTypes?: string[];
    ingress?: PolicyRule[];
    egress?: PolicyRule[];
  };
  PodDisruptionBudget: {
    selector?: LabelSelector;
    minAvailable?: number | string;
    maxUnavailable?: number | string;
    unhealthyPodEvictionPolicy?: string;
  };
  HorizontalPodAutoscaler: {
    minReplicas?: number;
    maxReplicas?: number;
    scaleTargetRef?: { kind?: string; name?: string };
  };
  ScaledObject: {
    minReplicaCount?: number;
    maxReplicaCount?: number;
    scaleTargetRef?: { kind?: string; name?: string };
    advanced?: { horizontalPodAutoscalerConfig?: { name?: string } };
  };
  PersistentVolumeClaim: unknown;
  ServiceAccount: unknown;
}

/** The objects of one kind. */
export function ofKind<K extends keyof Specs>(manifests: readonly Manifest[], kind: K): Manifest<Specs[K]>[] {
  // The kind says which specification it is; that it may be incomplete is in the types.
  return manifests.filter(manifest => manifest.kind === kind) as Manifest<Specs[K]>[];
}

/** `Deployment gateway`: how findings name an object. */
export function describe({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}
