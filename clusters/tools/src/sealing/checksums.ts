import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { SealedData } from './sealed-secret.ts';

/** The file that tells the chart of an app that its Secret is another. */
export function checksumFile(cluster: string, app: string): string {
  return join(cluster, 'checksums', `${app}.yaml`);
}

/** What stands in it: pods restart exactly when the sealed data differs, whatever else of the Secret does. */
export function formatChecksum(sealed: SealedData): string {
  return `# Written by \`npm run seal\`: of the sealed Secret that the app's pods read.\nsecretChecksum: "${checksumOf(sealed)}"\n`;
}

/**
 * A key that the Secret has beside the sealed ones. Pods name it among those that they mount, so they wait for the Secret that they were
 * made for: Argo CD applies app and Secret in any order, up to a minute apart, and a password of before would be set for good.
 */
export function checksumKey(sealed: SealedData): string {
  return `checksum-${checksumOf(sealed)}`;
}

function checksumOf(sealed: SealedData): string {
  const entries = Object.entries(sealed).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex');
}
