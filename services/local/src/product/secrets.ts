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
  const vapid = createECDH('prime256v1');
  vapid.generateKeys();
  return {
    database: generatePasswords(),
    broker: { gateway: token(), converter: token(), notification: token() },
    mongodb: { gateway: token(), converter: token() },
    jwtKeys: generateJwtKey(),
    totpKey: randomBytes(32).toString('base64'),
    secretsKey: randomBytes(32).toString('base64'),
    gatewayToAuth: token(),
    notificationToAuth: token(),
    gatewayToNotification: token(),
    // RFC 8292 wants the private key as 32 bytes; small numbers come out shorter.
    vapid: {
      publicKey: vapid.getPublicKey().toString('base64url'),
      privateKey: Buffer.from(vapid.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url'),
    },
    demoPassword: randomBytes(9).toString('base64url'),
  };
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

const token = () => randomBytes(24).toString('base64url');
