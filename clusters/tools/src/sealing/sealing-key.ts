import { runCommand } from '@vc/local/command.ts';
import { SetupError } from '@vc/local/setup-error.ts';

/** What a cluster unseals with, and what is sealed with; both PEM. */
export interface SealingKey {
  /** PKCS#8. It lives in the cluster and in its back-up, and on no disk of ours. */
  privateKey: string;
  /** X.509, public: `clusters/<cluster>/secrets/certificate.pem`. */
  certificate: string;
}

/**
 * Length and lifetime are those of the controller's own keys. Without a configuration nothing names a file for the private key,
 * so that it goes to stdout, like the certificate.
 */
const OPENSSL = [
  'openssl',
  'req',
  '-x509',
  '-newkey',
  'rsa:4096',
  '-nodes',
  '-sha256',
  '-days',
  '3650',
] as const;
const CERTIFICATE = ['-config', '/dev/null', '-subj', '/O=video-converter/CN=sealed-secrets'];

/**
 * Makes a new sealing key.
 *
 * @throws {SetupError} where there is no usable openssl
 */
export async function generateSealingKey(): Promise<SealingKey> {
  const { code, stdout, stderr } = await runCommand([...OPENSSL, ...CERTIFICATE]);
  const privateKey = pemBlock(stdout, 'PRIVATE KEY');
  const certificate = pemBlock(stdout, 'CERTIFICATE');
  if (code === 0 && privateKey && certificate) return { privateKey, certificate };
  throw new SetupError(
    `openssl made no sealing key; install OpenSSL, then try again. It said: ${stderr.split('\n').at(-1)}`,
  );
}

function pemBlock(text: string, label: string): string | undefined {
  return new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----\n`).exec(text)?.[0];
}
