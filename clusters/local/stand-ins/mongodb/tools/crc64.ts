/** CRC-64 as Go calls ECMA: reflected, all bits turned before and after. In two halves, as numbers have no 64 bits. */
const POLYNOMIAL = { high: 0xc96c5795, low: 0xd7870f42 };

const HIGH = new Uint32Array(256);
const LOW = new Uint32Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    const isOdd = (low & 1) === 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (isOdd) {
      high ^= POLYNOMIAL.high;
      low ^= POLYNOMIAL.low;
    }
  }
  HIGH[byte] = high;
  LOW[byte] = low;
}

/** A checksum that grows. */
export interface Checksum {
  add(bytes: Uint8Array): void;
  /** Of all that was added, as BSON has 64 bits: with a sign. */
  value(): bigint;
}

/** The checksum of nothing. */
export function createChecksum(): Checksum {
  let high = -1;
  let low = -1;
  return {
    add(bytes) {
      for (const byte of bytes) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (LOW[index] ?? 0);
        high = (high >>> 8) ^ (HIGH[index] ?? 0);
      }
    },
    value: () => BigInt.asIntN(64, (BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)),
  };
}
