import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ensureGithubCertificate } from './github-certificate.ts';

it('is for github.com alone, signed by an authority of its own, and made once', async () => {
  const work = await mkdtemp(join(tmpdir(), 'github-certificate-'));
  onTestFinished(() => rm(work, { recursive: true }));
  const folder = join(work, 'deep/github');
  const made = await ensureGithubCertificate(folder);
  const [authority, certificate] = [made.authority, made.certificate].map(it => new X509Certificate(it));
  expect(certificate?.subjectAltName).toBe('DNS:github.com');
  expect(certificate?.ca).toBe(false);
  expect(certificate?.verify(authority?.publicKey as NonNullable<typeof authority>['publicKey'])).toBe(true);
  expect(await ensureGithubCertificate(folder)).toEqual(made);
});
