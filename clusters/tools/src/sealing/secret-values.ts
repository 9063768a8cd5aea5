import { randomBytes } from 'node:crypto';
import { generateJwtKey, generateKey, generateToken, generateVapidKey } from '@vc/local/product/secrets.ts';
import { type Question, ROOT_PASSWORD, repositoryQuestions, SMTP_URL, STORE_ACCOUNT } from './questions.ts';

/** A datastore, by the name of its app. Where a cluster uses a managed one, somebody else makes its passwords. */
export type Server = 'postgres' | 'mongodb' | 'rabbitmq';

/** What a new value in the place of an old one means. */
export interface Rotation {
  /** Why it is not done, as a sentence. */
  refused?: string;
  /** Asked before it is done: what it costs. */
  costs?: string;
  /** What is left to do by hand, as a sentence. */
  afterwards?: string;
  /** Where the new value is not ours to make. */
  question?: Question;
}

/** One secret of an installation; it may stand in several Secrets. */
export interface SecretValue {
  /** What it is, for people. */
  title: string;
  /** How it comes into being: made, or asked for. */
  origin: (() => string) | Question;
  /** Who must know it as well. */
  server?: Server;
  rotation?: Rotation;
}

const postgres = (role: string) => ofServer('postgres', `PostgreSQL's password of ${role}`);
const mongodb = (user: string) => ofServer('mongodb', `MongoDB's password of ${user}`);
const rabbitmq = (user: string) => ofServer('rabbitmq', `RabbitMQ's password of ${user}`);
const token = (title: string): SecretValue => ({ title, origin: generateToken });

/** All of them, by name. */
export const SECRET_VALUES = {
  'postgres-superuser': postgres('postgres, the superuser'),
  'postgres-auth-owner': postgres('auth_owner, for migrations'),
  'postgres-jobs-owner': postgres('jobs_owner, for migrations'),
  'postgres-notification-owner': postgres('notification_owner, for migrations'),
  'postgres-auth': postgres('auth'),
  'postgres-gateway': postgres('gateway'),
  'postgres-converter': postgres('converter'),
  'postgres-notification': postgres('notification'),
  'postgres-backup': postgres('backup'),

  'mongodb-keyfile': {
    title: 'by which members of the replica set know each other',
    // As MongoDB's manual makes it; 1024 characters are the most.
    origin: () => randomBytes(756).toString('base64'),
    server: 'mongodb',
    rotation: {
      costs: 'Members with different keys do not talk: MongoDB is away until all have the new one.',
      afterwards:
        'When Argo CD has applied it, remove all pods at once: `kubectl -n datastores delete pod -l app.kubernetes.io/name=mongodb`.',
    },
  },
  'mongodb-root': {
    ...mongodb('root, the administrator'),
    rotation: {
      costs:
        'Has MongoDB been told the new password? apps/mongodb/README.md has the command; the Job that sets users logs in with it.',
      question: ROOT_PASSWORD,
    },
  },
  'mongodb-gateway': mongodb('gateway'),
  'mongodb-converter': mongodb('converter'),
  'mongodb-backup': mongodb('backup'),

  'backup-store': {
    title: "the account of backups at an S3 that is not Amazon's, if they go to one",
    origin: STORE_ACCOUNT,
  },

  'rabbitmq-admin': rabbitmq('admin, the administrator'),
  'rabbitmq-keda': rabbitmq('keda, who sees how long queues are'),
  'rabbitmq-gateway': rabbitmq('gateway'),
  'rabbitmq-converter': rabbitmq('converter'),
  'rabbitmq-notification': rabbitmq('notification'),
  'erlang-cookie': {
    title: 'by which nodes of RabbitMQ know each other',
    origin: generateToken,
    server: 'rabbitmq',
    rotation: {
      costs: 'Nodes with different cookies do not talk: RabbitMQ is away until all have the new one.',
      afterwards:
        'When Argo CD has applied it, remove all pods at once: `kubectl -n datastores delete pod -l app.kubernetes.io/name=rabbitmq`.',
    },
  },

  'gateway-to-auth': token('what the gateway shows auth'),
  'notification-to-auth': token('what notification shows auth'),
  'gateway-to-notification': token('what the gateway shows notification'),

  'jwt-keys': {
    title: 'what auth signs tokens with (Ed25519)',
    origin: generateJwtKey,
    rotation: {
      costs: 'Every user must log in again. `--step publish` begins a rotation that nobody notices.',
    },
  },
  'totp-key': {
    title: 'what auth seals two-factor secrets with',
    origin: generateKey,
    rotation: {
      refused:
        'Two-factor secrets in the database could not be read any more, and their users could not log in.',
    },
  },
  'secrets-key': {
    title: 'what notification seals webhook secrets with',
    origin: generateKey,
    rotation: {
      refused: "Users' webhook secrets and confirmation links in the database could not be read any more.",
    },
  },
  'vapid-keys': {
    title: 'what notification shows push services (P-256)',
    origin: generateVapidKey,
    rotation: { costs: 'All push subscriptions end: each browser must be subscribed anew.' },
  },
  'smtp-url': { title: 'the mail server and the account on it', origin: SMTP_URL },

  'argocd-webhook': {
    title: 'what GitHub signs its calls of Argo CD with',
    origin: generateToken,
    rotation: {
      afterwards:
        "Set the same on GitHub: `kubectl -n argocd get secret webhook -o jsonpath='{.data.github-secret}' | base64 -d`.",
    },
  },
  'repository-username': {
    title: 'for a private repository: who reads it',
    origin: repositoryQuestions.username,
  },
  'repository-token': {
    title: 'for a private repository: the token of that user',
    origin: repositoryQuestions.token,
  },
  'repository-ssh-key': {
    title: 'for a private repository: its deploy key',
    origin: repositoryQuestions.sshKey,
  },
} as const satisfies Record<string, SecretValue>;

/** The name of a value. */
export type ValueName = keyof typeof SECRET_VALUES;

/** A value by its name, as what all of them have in common. */
export function secretValue(name: ValueName): SecretValue {
  return SECRET_VALUES[name];
}

function ofServer(server: Server, title: string): SecretValue {
  return { title, origin: generateToken, server };
}
