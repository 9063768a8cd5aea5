import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { expect, it, onTestFinished } from 'vitest';
import { ensureGithubCertificate } from '../../src/local/github-certificate.ts';

it('is for github.com alone, signed by an authority of its own, and made once', async () => {
  const work = await createTemporaryDirectory();
  onTestFinished(() => removeDirectory(work));
  const folder = join(work, 'deep/github');
  const made = await ensureGithubCertificate(folder);
  const [authority, certificate] = [made.authority, made.certificate].map(it => new X509Certificate(it));
  expect(certificate?.subjectAltName).toBe('DNS:github.com');
  expect(certificate?.ca).toBe(false);
  expect(certificate?.verify(authority?.publicKey as NonNullable<typeof authority>['publicKey'])).toBe(true);
  expect(await ensureGithubCertificate(folder)).toEqual(made);
});
