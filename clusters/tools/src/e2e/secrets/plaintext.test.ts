import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { findPlaintext } from './plaintext.ts';
import { secretsOf } from './secret-values.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const PASSWORD = 'b5XkPq-2_Tn7rVw0zYcL1dGhJ8sFmA4e';
/** Put together here: the test that looks for secrets in this repository would find it. */
const ADDRESS = `postgres://auth:${'p%40ss-of-auth'}@`;
const { privateKey } = generateKeyPairSync('ed25519');
const KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const SECRETS = secretsOf([
  {
    metadata: { namespace: 'datastores', name: 'postgres' },
    data: { 'gateway-password': base64(PASSWORD), 'checksum-0123': '' },
  },
  {
    metadata: { namespace: 'video-converter', name: 'auth' },
    data: {
      'jwt-keys': base64(KEY),
      'database-url': base64(`${ADDRESS}postgres:5432/db`),
    },
  },
  {
    metadata: { namespace: 'video-converter', name: 'notification' },
    data: { 'smtp-url': base64('smtp://mail-sink.mail:587'), 'vapid-public-key': base64('for everybody') },
  },
  {
    metadata: { namespace: 'argocd', name: 'argocd-secret' },
    data: { 'webhook.github.secret': base64('$webhook:github-secret') },
  },
]);

const find = (text: string) => findPlaintext(SECRETS, [{ name: 'git', text }]);

it('looks for what is secret, and for nothing that anybody may know', () => {
  expect(SECRETS.map(({ title }) => title)).toEqual([
    'datastores/postgres/gateway-password',
    'video-converter/auth/jwt-keys',
    'video-converter/auth/database-url',
  ]);
});

it.each([
  ['a value file', `env: { PASSWORD: ${PASSWORD} }`],
  ['a Secret that is not sealed', `data: { password: ${base64(PASSWORD)} }`],
  ['a URL', `amqp://gateway:${PASSWORD}@rabbitmq`],
])('finds a password in %s', (_, text) => {
  expect(find(`before\n${text}\nafter`)).toEqual(['datastores/postgres/gateway-password in git']);
});

it.each([0, 1, 2, 3, 4])('finds it encoded together with %i characters before it', length => {
  expect(find(base64(`${'x'.repeat(length)}${PASSWORD}:more`))).toEqual([
    'datastores/postgres/gateway-password in git',
  ]);
});

it('finds a key whose lines were folded, and the password of a URL as it is typed', () => {
  expect(find(JSON.stringify({ key: KEY }))).toEqual(['video-converter/auth/jwt-keys in git']);
  expect(find('PGPASSWORD=p@ss-of-auth')).toEqual(['video-converter/auth/database-url in git']);
  expect(find(ADDRESS)).toEqual(['video-converter/auth/database-url in git']);
});

it('finds nothing where nothing is, and names the place where something is', () => {
  const places = [
    { name: 'git', text: 'secretName: postgres, key: gateway-password, smtp://mail-sink.mail:587' },
    { name: 'logs', text: `login as gateway with ${PASSWORD}` },
  ];
  expect(findPlaintext(SECRETS, places)).toEqual(['datastores/postgres/gateway-password in logs']);
});
