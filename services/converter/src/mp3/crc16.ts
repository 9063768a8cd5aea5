/** CRC-16/ARC (polynomial 0x8005, reflected), which LAME's tag has of the music and of itself. */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  return crc;
});

/** The checksum of bytes that follow others, whose checksum is `crc`. */
export function crc16(bytes: Buffer, crc = 0): number {
  let sum = crc;
  for (const byte of bytes) sum = (sum >> 8) ^ (TABLE[(sum ^ byte) & 0xff] ?? 0);
  return sum;
}
