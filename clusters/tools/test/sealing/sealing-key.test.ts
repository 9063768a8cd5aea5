import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { generateSealingKey } from '../../src/sealing/sealing-key.ts';

it('makes a certificate of a new RSA key, valid for years', async () => {
  const { privateKey, certificate } = await generateSealingKey();
  const x509 = new X509Certificate(certificate);
  expect(x509.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
  expect(x509.publicKey.asymmetricKeyDetails?.modulusLength).toBe(4096);
  expect(x509.validToDate.getFullYear() - new Date().getFullYear()).toBeGreaterThanOrEqual(9);
});
