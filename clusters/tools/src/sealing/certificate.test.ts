import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createTemporaryDirectory, removeDirectory } from '@vc/local/temporary-directory.ts';
import { expect, it, onTestFinished } from 'vitest';
import { certificateFile, readCertificate } from './certificate.ts';

/** Of keys that nobody has any more; valid for a century. */
const RSA = `-----BEGIN CERTIFICATE-----
MIICpzCCAY8CFDenRoab4lRnwW3wt0go+LSrL8t9MA0GCSqGSIb3DQEBCwUAMA8x
DTALBgNVBAMMBHRlc3QwIBcNMjYxMTI0MTExNDA5WhgPMjEyNjEwMzExMTE0MDla
MA8xDTALBgNVBAMMBHRlc3QwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIB
AQC1nPP1S9ZefQqgvk3WR/4+psgwvfVjUqKJPryGyb6ChVfMAMnHWJdA2QqlOzVZ
L/p413BLAvYj/ixq6XVN7H1OtJLlfwzkz89s0/E+fu+4e3eHSstO6hyY1aiDzzNJ
7EXBCqU4bG/qq8WvYzDyb7PyLnFoxuWNe0THaY71TKz72CwG0qQBGE9fN+MvnmKx
kpkGpY7x96lHu+obWl0l9SE/sXUjxtfPI1eLpETjjfAWZKLVXwbn7xdyVmnNQOu8
jflKBwCHSJqxrSGKd1/5Qt+g7+3goZsakZ28yJ5uEfQ8QlyoHu7WcubnkjwnZj6w
eYIZRrL2d/FXdOWuvkvfK647AgMBAAEwDQYJKoZIhvcNAQELBQADggEBAGelaPfQ
WW+ncAMfL4H2/3/2726EtcjC1gGss4+yqrIjMlBeDqu/E7eX6ki4ddRri//3P9gQ
sebwOS9TXn7ZGPCsLmilINH/HNxKXw89LVmsUv8Aw4K8S+5MrDrKoYtvBWzbcmVT
iu5MdlkDA/+C/HtNOBIkBjKqQt5PuvJRbCH2Cv7D/tLzZIfNO5Of7y3ffe9JT/pS
ptdJ8ccI4iZXJSpcGw2//ouzJ8WZdWaAZUuYIAOunDol1PohN+pgfNPUKsFDCD8T
7NT7jYEmnP8AeeRKhLEyKug3F4svXiJGwbEWg/ILkvtA4wM0G4RRTP4pbjyaUjAS
EVO7rV5bQzwhrII=
-----END CERTIFICATE-----
`;
const ELLIPTIC = `-----BEGIN CERTIFICATE-----
MIIBGjCBwQIUD3xXJtb6FxgGkAPJb9RA5CuZ+kswCgYIKoZIzj0EAwIwDzENMAsG
A1UEAwwEdGVzdDAgFw0yNjExMjQxMTE0MDlaGA8yMTI2MTAzMTExMTQwOVowDzEN
MAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPSjjfNhlCPt
lEW41J2m6TB7oC5y+Wi53QQHInGL9xNL0uk8qqxpG3AxxnNp0MciS4iXMxgOUYJW
bMtu5PAHL38wCgYIKoZIzj0EAwIDSAAwRQIhANTOZEPe8MSp1AElZveTHezV1shJ
ZrSpKgI90PJqm7W0AiAb0bOjc4hKXLXlofa97Pi7r9+8yb0hcxgYaCnJzTcjlA==
-----END CERTIFICATE-----
`;

it('tells the length of its key, and which key that is', async () => {
  const folder = await clusterWith(RSA);
  expect(await readCertificate(folder)).toEqual({
    file: certificateFile(folder),
    keyBytes: 2048 / 8,
    // openssl x509 -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum
    fingerprint: 'b92d4596f19da5be9d7eb9c73e65c66b1f341bcb8c685928e9b4dca9ea91ad21',
  });
});

it('says in a sentence what is wrong', async () => {
  await expect(readCertificate('/clusters/eks')).rejects.toThrow('`npm run cluster -- up eks` makes it');
  await expect(readCertificate(await clusterWith('nonsense'))).rejects.toThrow('is no certificate in PEM');
  await expect(readCertificate(await clusterWith(ELLIPTIC))).rejects.toThrow('is of no RSA key');
});

async function clusterWith(certificate: string): Promise<string> {
  const folder = await createTemporaryDirectory();
  onTestFinished(() => removeDirectory(folder));
  await mkdir(dirname(certificateFile(folder)));
  await writeFile(certificateFile(folder), certificate);
  return folder;
}
