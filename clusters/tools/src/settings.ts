import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '@vc/local/setup-error.ts';
import { parse } from 'yaml';

/** What makes a cluster this installation's: `clusters/<cluster>/settings.yaml`. */
export interface Settings {
  /** Name of the cluster's folder. */
  name: string;
  repository: string;
  revision: string;
  /** Where users reach it: `https://<host>`. */
  host: string;
  mailFrom: string;
  contact: string;
}

/** {@link Settings} of a cluster on EKS. */
export interface EksSettings extends Settings {
  /** Name of the EKS cluster and of the CloudFormation stack. */
  cluster: string;
  account: string;
  region: string;
  /** CIDR of the VPC. */
  network: string;
  backupBucket: string;
  /** The claim `sub` of the token of the workflow that pushes images. */
  githubSubject: string;
  /** `volume` in GiB. */
  nodes: { type: string; least: number; most: number; volume: number };
  storage: { postgres: string; mongodb: string; rabbitmq: string };
}

/** What a value must look like, and how to say so. */
type Shapes = Readonly<Record<string, readonly [RegExp, string]>>;

const COUNT = [/^[1-9]\d*$/, 'a whole number of at least 1'] as const;
/** MongoDB and RabbitMQ put their three members on nodes of their own. */
const NODES = [/^(?:[3-9]|[1-9]\d+)$/, 'a whole number of at least 3'] as const;
const SIZE = [/^[1-9]\d*(?:Gi|Ti)$/, 'a size such as 20Gi'] as const;

const COMMON: Shapes = {
  'metadata.name': [/^[a-z][a-z0-9-]*$/, "the name of the cluster's folder"],
  'spec.repository': [/^(?:https?:\/\/|ssh:\/\/|git@)\S+$/, 'the URL of a git repository'],
  'spec.revision': [/^[\w./-]+$/, 'a branch'],
  'spec.host': [/^[a-z0-9.-]+(?::\d+)?$/, 'a host name'],
  'spec.mailFrom': [/^[^<>]*<[^@\s]+@[^@\s]+>$|^[^@\s]+@[^@\s]+$/, 'a mail address'],
  'spec.contact': [/^(?:mailto:|https:\/\/)\S+$/, 'a mailto: or https: address'],
};

const EKS: Shapes = {
  'spec.cluster': [/^[a-z][a-z0-9-]{0,49}$/, 'lower-case letters, digits and hyphens'],
  'spec.account': [/^\d{12}$/, 'the twelve digits of an AWS account, in quotes'],
  'spec.region': [/^[a-z]+(?:-[a-z]+)+-\d$/, 'an AWS region'],
  // eksctl makes eight subnets of it. In a smaller one there are fewer addresses than pods: each node takes 30.
  'spec.network': [/^\d+\.\d+\.\d+\.\d+\/(?:1[6-9]|20)$/, 'a network of /16 to /20, such as 10.42.0.0/16'],
  'spec.backupBucket': [/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of an S3 bucket'],
  'spec.githubSubject': [/^repo:\S+$/, 'the subject of a token of GitHub: repo:…'],
  'spec.nodes.type': [/^[a-z0-9-]+\.[a-z0-9-]+$/, 'an EC2 instance type'],
  'spec.nodes.least': NODES,
  'spec.nodes.most': NODES,
  'spec.nodes.volume': COUNT,
  'spec.storage.postgres': SIZE,
  'spec.storage.mongodb': SIZE,
  'spec.storage.rabbitmq': SIZE,
};

/**
 * The settings of a cluster's folder.
 *
 * @throws {SetupError} one sentence with all that is wrong
 */
export async function readSettings(folder: string): Promise<Settings> {
  return readShaped(folder, COMMON);
}

/**
 * The settings of a folder of a cluster on EKS.
 *
 * @throws {SetupError} one sentence with all that is wrong
 */
export async function readEksSettings(folder: string): Promise<EksSettings> {
  const settings = await readShaped<EksSettings>(folder, { ...COMMON, ...EKS });
  const { least, most } = settings.nodes;
  if (least > most)
    throw new SetupError(`${fileOf(folder)}: spec.nodes.least must not exceed spec.nodes.most.`);
  return settings;
}

/** The shapes are those of `S`: what passes them is one. */
async function readShaped<S extends Settings>(folder: string, shapes: Shapes): Promise<S> {
  const text = await readFile(fileOf(folder), 'utf8').catch(() => {
    throw new SetupError(`There is no ${fileOf(folder)}.`);
  });
  const document: unknown = parse(text);
  const problems = Object.entries(shapes).flatMap(([path, [shape, meaning]]) => {
    const value = path.split('.').reduce(field, document);
    // A number where text belongs has lost its zeros: account 012345678901.
    const isText = shape !== COUNT[0] && shape !== NODES[0];
    const fits = typeof value === (isText ? 'string' : 'number') && shape.test(String(value));
    return fits ? [] : [`${path} must be ${meaning}`];
  });
  if (problems.length > 0) throw new SetupError(`${fileOf(folder)}: ${problems.join('; ')}.`);
  return { name: field(field(document, 'metadata'), 'name'), ...(field(document, 'spec') as object) } as S;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function fileOf(folder: string): string {
  return join(folder, 'settings.yaml');
}
