import { expect, it } from 'vitest';
import { rotate } from './rotate.ts';
import { sealMissing } from './seal-missing.ts';
import { parseSealedSecret } from './sealed-secret.ts';
import { differences, readFiles } from './testing/files.ts';
import { answering, createCluster, DEPLOYMENT, readPlaintext, SMTP } from './testing/sealing-test.ts';

const CASES: Record<string, { keys: string[]; restarts: string[] }> = {
  'postgres-gateway': {
    keys: ['datastores/postgres/gateway-password', 'video-converter/gateway/database-url'],
    restarts: ['gateway', 'postgres'],
  },
  'postgres-jobs-owner': {
    keys: ['datastores/postgres/jobs-owner-password', 'video-converter/jobs-migrations/database-url'],
    restarts: ['postgres'],
  },
  'rabbitmq-admin': {
    keys: [
      'datastores/rabbitmq/admin-password',
      'video-converter/queue-init/rabbitmq-api-url',
      'video-converter/queue-init/rabbitmq-url',
    ],
    restarts: ['queue-init', 'rabbitmq'],
  },
  'rabbitmq-keda': {
    keys: ['datastores/rabbitmq/keda-password', 'video-converter/converter-scaler/rabbitmq-api-url'],
    restarts: ['rabbitmq'],
  },
  'gateway-to-auth': {
    keys: ['video-converter/auth/gateway-token', 'video-converter/gateway/auth-token'],
    restarts: ['auth', 'gateway'],
  },
  'vapid-keys': {
    keys: ['video-converter/notification/vapid-private-key', 'video-converter/notification/vapid-public-key'],
    restarts: ['notification'],
  },
  'argocd-webhook': { keys: ['argocd/webhook/github-secret'], restarts: [] },
};

it.each(Object.entries(CASES))(
  'rotates %s in all of its places, and touches no line of others',
  async (name, { keys, restarts }) => {
    const cluster = await createCluster();
    await sealMissing(cluster, answering(SMTP));
    const before = { plaintext: await readPlaintext(cluster), files: await readFiles(cluster.folder) };
    const changes = await rotate(cluster, name, answering());
    const files = await readFiles(cluster.folder);
    expect(differences(before.plaintext, await readPlaintext(cluster))).toEqual(keys);
    // A restart takes two: the checksum, and the key that pods wait for.
    expect(changedLines(before.files, files)).toHaveLength(keys.length + 2 * restarts.length);
    expect(changes.restarts.toSorted()).toEqual(restarts);
    expect(differences(before.files, files).filter(file => file.startsWith('checksums/'))).toEqual(
      restarts.map(app => `checksums/${app}.yaml`),
    );
  },
);

it('puts what it is told into one key alone', async () => {
  const cluster = await createCluster();
  await sealMissing(cluster, answering(SMTP));
  const before = await readPlaintext(cluster);
  const url = 'postgres://u:p@db.example/video_converter';
  await rotate(cluster, 'gateway/database-url', answering({ 'gateway/database-url': url }));
  const after = await readPlaintext(cluster);
  expect(differences(before, after)).toEqual(['video-converter/gateway/database-url']);
  expect(after['video-converter/gateway/database-url']).toBe(url);
});

it.each(['totp-key', 'secrets-key'])('refuses to rotate %s, with which stored data is sealed', async name => {
  const cluster = await createCluster();
  await sealMissing(cluster, answering(SMTP));
  await expect(rotate(cluster, name, answering())).rejects.toThrow('could not be read any more');
});

it('takes back the key that the data of a backup was sealed with', async () => {
  const cluster = await createCluster();
  await sealMissing(cluster, answering(SMTP));
  const key = Buffer.alloc(32).toString('base64');
  await rotate(cluster, 'auth/totp-key', answering({ 'auth/totp-key': key }));
  expect((await readPlaintext(cluster))['video-converter/auth/totp-key']).toBe(key);
});

it.each(['jwt-keys', 'vapid-keys', 'mongodb-keyfile', 'erlang-cookie', 'mongodb-root'])(
  'asks before it rotates %s',
  async name => {
    const cluster = await createCluster();
    await sealMissing(cluster, answering(SMTP));
    const before = await readFiles(cluster.folder);
    const asking = answering({}, false);
    expect((await rotate(cluster, name, asking)).secrets.size).toBe(0);
    expect(asking.asked).toHaveLength(1);
    expect(await readFiles(cluster.folder)).toEqual(before);
  },
);

it('takes the password of the administrator that MongoDB has been told', async () => {
  const cluster = await createCluster();
  await sealMissing(cluster, answering(SMTP));
  await rotate(cluster, 'mongodb-root', answering({ 'mongodb-root': 'what-it-was-told' }));
  expect((await readPlaintext(cluster))['datastores/mongodb/root-password']).toBe('what-it-was-told');
});

it('adds the credential of a repository that has become private', async () => {
  const cluster = await createCluster({ repository: 'git@git.example:video-converter.git' });
  await sealMissing(cluster, answering(SMTP));
  const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nYQ==\n-----END OPENSSH PRIVATE KEY-----\n';
  await rotate(cluster, 'repository', answering({ 'repository-ssh-key': key }));
  const { 'secrets/argocd/repository.yaml': text } = await readFiles(cluster.folder);
  expect(Object.keys(parseSealedSecret(text ?? '').spec?.encryptedData ?? {})).toEqual(['sshPrivateKey']);
});

it('says in a sentence that it does not know a name, or that the value is not ours to make', async () => {
  const cluster = await createCluster({ apps: DEPLOYMENT.apps.filter(app => app !== 'mongodb') });
  await expect(rotate(cluster, 'toString', answering())).rejects.toThrow('No value is called toString');
  await expect(rotate(cluster, 'mongodb-gateway', answering())).rejects.toThrow(
    'seal gateway/mongodb-url instead',
  );
  await expect(rotate(cluster, 'repository-ssh-key', answering())).rejects.toThrow(
    'No Secret of this cluster holds',
  );
});

function changedLines(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.entries(after).flatMap(([file, text]) => {
    const lines = new Set(before[file]?.split('\n'));
    return text.split('\n').filter(line => !lines.has(line));
  });
}
