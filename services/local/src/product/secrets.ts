import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { generatePasswords, type Role } from '../provision.ts';

/** Every secret of one installation. */
export interface Secrets {
  database: Record<Role, string>;
  broker: Record<'gateway' | 'converter' | 'notification', string>;
  mongodb: Record<'gateway' | 'converter', string>;
  /** A PKCS#8 PEM of an Ed25519 key. */
  jwtKeys: string;
  totpKey: string;
  secretsKey: string;
  /** What one service shows another. */
  gatewayToAuth: string;
  notificationToAuth: string;
  gatewayToNotification: string;
  vapid: { publicKey: string; privateKey: string };
  /** Of the user that `npm start` makes. */
  demoPassword: string;
}

/** Makes new secrets. */
export function generateSecrets(): Secrets {
  const vapidKey = generateVapidKey();
  return {
    database: generatePasswords(),
    broker: { gateway: generateToken(), converter: generateToken(), notification: generateToken() },
    mongodb: { gateway: generateToken(), converter: generateToken() },
    jwtKeys: generateJwtKey(),
    totpKey: generateKey(),
    secretsKey: generateKey(),
    gatewayToAuth: generateToken(),
    notificationToAuth: generateToken(),
    gatewayToNotification: generateToken(),
    vapid: { publicKey: vapidPublicKey(vapidKey), privateKey: vapidKey },
    demoPassword: randomBytes(9).toString('base64url'),
  };
}

/** A new password or token: 192 random bits, of characters that a URL takes as they are. */
export function generateToken(): string {
  return randomBytes(24).toString('base64url');
}

/** A new key to seal data with: 32 bytes in base64. */
export function generateKey(): string {
  return randomBytes(32).toString('base64');
}

/** A new private key for Web Push: 32 bytes in base64url (RFC 8292). */
export function generateVapidKey(): string {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  // Small numbers come out shorter.
  return Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url');
}

/** The public half of a private key for Web Push, in base64url. */
export function vapidPublicKey(privateKey: string): string {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(privateKey, 'base64url');
  return pair.getPublicKey().toString('base64url');
}

/** A new key to sign tokens with. */
export function generateJwtKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The secrets in a file, made at the first call: data of one run are read with the keys of the next. */
export async function keepSecrets(file: string): Promise<Secrets> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secrets = generateSecrets();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
