import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';

/** What a browser does with push: it makes keys, and reads what is encrypted for them. */
export type Browser = {
  keys: { p256dh: string; auth: string };
  /** @throws when the message is not for this browser */
  decrypt(message: Buffer): unknown;
};

/** A browser that subscribes. */
export function createBrowser(): Browser {
  const ecdh = createECDH('prime256v1');
  const publicKey = ecdh.generateKeys();
  const auth = randomBytes(16);

  /** RFC 8291, 3.4, with the one record of RFC 8188. */
  function decrypt(message: Buffer): unknown {
    const salt = message.subarray(0, 16);
    const senderKey = message.subarray(21, 21 + message.readUInt8(20));
    const record = message.subarray(21 + senderKey.length);

    const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, senderKey]);
    const secret = hkdf(ecdh.computeSecret(senderKey), auth, info, 32);
    const key = hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
    const nonce = hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);

    const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(record.subarray(-16));
    const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    return JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString());
  }

  return {
    keys: { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') },
    decrypt,
  };
}

const hkdf = (secret: Buffer, salt: Buffer, info: Buffer, length: number) =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, length));

/**
 * Checks who sent a push message, as a push service does (RFC 8292).
 *
 * @returns the claims of the token; undefined when its signature is not by the key that it names
 */
export function readVapid(authorization = ''): { claims: unknown; publicKey: string } | undefined {
  const [, token = '', publicKey = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(authorization) ?? [];
  const [header, payload = '', signature = ''] = token.split('.');
  const point = Buffer.from(publicKey, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.toString('base64url', 1, 33),
    y: point.toString('base64url', 33),
  };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!isSigned) return undefined;
  return { claims: JSON.parse(Buffer.from(payload, 'base64url').toString()), publicKey };
}
