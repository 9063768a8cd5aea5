import { expect, it } from 'vitest';
import { formatChecksum } from './checksums.ts';
import { formatSealedSecret, isCiphertext, parseSealedSecret, sealedSecretOf } from './sealed-secret.ts';

const ENTRY = { namespace: 'front', name: 'web', app: 'web', restarts: true, keys: {} };

it('reads what it writes, in an order that does not depend on when a key came', () => {
  const text = formatSealedSecret(sealedSecretOf(ENTRY, { b: '1', a: '2' }, {}));
  expect(text).toBe(formatSealedSecret(sealedSecretOf(ENTRY, { a: '2', b: '1' }, {})));
  expect(parseSealedSecret(text).spec?.encryptedData).toEqual({ a: '2', b: '1' });
});

it('keeps a long ciphertext in one line, so that a changed key is a changed line', () => {
  const text = formatSealedSecret(sealedSecretOf(ENTRY, { a: 'x'.repeat(2000) }, {}));
  expect(text).toContain(`    a: ${'x'.repeat(2000)}\n`);
});

it('knows the shape of a ciphertext', () => {
  const sealed = Buffer.concat([Buffer.from([0x02, 0x00]), Buffer.alloc(512 + 16)]);
  expect(isCiphertext(sealed.toString('base64'), 512)).toBe(true);
  expect(isCiphertext(sealed.subarray(0, -1).toString('base64'), 512)).toBe(false);
  expect(isCiphertext(sealed.toString('base64'), 256)).toBe(false);
  expect(isCiphertext('not base64 at all', 512)).toBe(false);
  expect(isCiphertext(undefined, 512)).toBe(false);
});

it('has another checksum exactly when the sealed data is another', () => {
  expect(formatChecksum({ b: '1', a: '2' })).toBe(formatChecksum({ a: '2', b: '1' }));
  expect(formatChecksum({ a: '1' })).not.toBe(formatChecksum({ a: '2' }));
  expect(formatChecksum({ a: '1' })).not.toBe(formatChecksum({ b: '1' }));
  expect(formatChecksum({ a: '1' })).toMatch(/\nsecretChecksum: "[0-9a-f]{64}"\n$/);
});
