import { parse, stringify } from 'yaml';
import { checksumKey } from './checksums.ts';
import { type SecretEntry, titleOf } from './inventory.ts';

/** Key by key, what only the cluster can open. */
export type SealedData = Readonly<Record<string, string>>;

/** A SealedSecret as we write it, and as one reads what somebody may have changed. */
export interface SealedSecret {
  apiVersion?: string;
  kind?: string;
  metadata?: { name?: string; namespace?: string; annotations?: Readonly<Record<string, string>> };
  spec?: {
    encryptedData?: SealedData;
    template?: {
      metadata?: {
        name?: string;
        namespace?: string;
        annotations?: Readonly<Record<string, string>>;
        labels?: Readonly<Record<string, string>>;
      };
      type?: string;
      data?: Readonly<Record<string, string>>;
    };
  };
}

/** Annotation with the fingerprint of the certificate that everything in a SealedSecret was sealed with. */
export const CERTIFICATE_ANNOTATION = 'video-converter/certificate';

const OWN_PREFIX = 'video-converter/';

const HEADER = '# Written by `npm run seal`. Only the cluster can open it.\n';

/**
 * The object for a Secret, its keys in order.
 *
 * @param annotations of which only ours are kept: others could change how, and where, it opens
 */
export function sealedSecretOf(
  { namespace, name, labels, plain, restarts }: SecretEntry,
  encryptedData: SealedData,
  annotations: Readonly<Record<string, string>>,
): SealedSecret {
  const data = { ...plain, ...(restarts && { [checksumKey(encryptedData)]: '' }) };
  return {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata: { name, namespace, annotations: sorted(ownOf(annotations)) },
    spec: {
      encryptedData: sorted(encryptedData),
      template: {
        metadata: { name, namespace, ...(labels && { labels }) },
        type: 'Opaque',
        ...(Object.keys(data).length > 0 && { data }),
      },
    },
  };
}

/** As it stands in its file: a key that stays the same stays the same line. */
export function formatSealedSecret(sealed: SealedSecret): string {
  return HEADER + stringify(sealed, { lineWidth: 0 });
}

/**
 * What a file holds; whatever it is, it is an object.
 *
 * @throws where it is no YAML, after a merge with conflicts for example
 */
export function parseSealedSecret(text: string): SealedSecret {
  const parsed: unknown = parse(text);
  return typeof parsed === 'object' && parsed !== null ? parsed : {};
}

/** The path of its file below `secrets`. */
export function sealedFileName(entry: Pick<SecretEntry, 'namespace' | 'name'>): string {
  return `${titleOf(entry)}.yaml`;
}

/** Whether a text can be what kubeseal makes: length of the session key's ciphertext, that, and AES-GCM with its tag of 16 bytes. */
export function isCiphertext(text: unknown, keyBytes: number): boolean {
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length >= 2 + keyBytes + 16 && bytes.readUInt16BE() === keyBytes;
}

function ownOf(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => name.startsWith(OWN_PREFIX)));
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
