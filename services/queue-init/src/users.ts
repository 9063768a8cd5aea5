import { createHash, timingSafeEqual } from 'node:crypto';
import { type Broker, changed, type Outcome, unchanged } from './broker.ts';
import type { ServiceUser } from './topology.ts';

type FoundUser = { password_hash: string; hashing_algorithm: string; tags: string[] };
type Permissions = { configure: string; write: string; read: string };

const SALT_BYTES = 4;

/** Makes a user, without tags (no access to the management API), or sets its password where that is another. */
export async function declareUser({ api }: Broker, user: ServiceUser, password: string): Promise<Outcome> {
  const subject = `user ${user.name}`;
  const found = await api.find<FoundUser>(['users', user.name]);
  if (found && found.tags.length === 0 && hasPassword(found, password)) return unchanged(subject);
  await api.put(['users', user.name], { password, tags: '' });
  return changed(subject, found ? 'password and tags set' : 'created');
}

/** Gives a user its rights in the virtual host, and takes what else it has there. Other virtual hosts are not ours. */
export async function declarePermissions({ api, vhost }: Broker, user: ServiceUser): Promise<Outcome[]> {
  const subject = `permissions of ${user.name}`;
  const path = ['permissions', vhost, user.name];
  const wanted: Permissions = { configure: '^$', write: user.write, read: user.read };
  const found = await api.find<Permissions>(path);
  const isRight =
    found?.configure === wanted.configure && found.write === wanted.write && found.read === wanted.read;
  if (!isRight) await api.put(path, wanted);
  const outcome = isRight ? unchanged(subject) : changed(subject, found ? 'changed' : 'created');

  const topics = await api.get<{ vhost: string }[]>(['users', user.name, 'topic-permissions']);
  if (!topics.some(topic => topic.vhost === vhost)) return [outcome];
  await api.remove(['topic-permissions', vhost, user.name]);
  return [outcome, changed(`topic permissions of ${user.name}`, 'removed')];
}

/** RabbitMQ keeps base64(salt, SHA-256(salt, password)), with a salt of 4 bytes. */
function hasPassword(user: FoundUser, password: string): boolean {
  if (user.hashing_algorithm !== 'rabbit_password_hashing_sha256') return false;
  const stored = Buffer.from(user.password_hash, 'base64');
  const salt = stored.subarray(0, SALT_BYTES);
  const expected = Buffer.concat([salt, createHash('sha256').update(salt).update(password).digest()]);
  return stored.length === expected.length && timingSafeEqual(stored, expected);
}
