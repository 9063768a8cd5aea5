/** Of a frame's side information (ISO/IEC 11172-3, 2.4.1.7), what says where its main data lies. */
export type MainData = {
  /** How many bytes of main data before the frame it begins (`main_data_begin`). */
  back: number;
  /** Its length: `part2_3_length` of both granules and all channels. What lies behind it, up to the next, is stuffing. */
  bits: number;
};

const GRANULES = 2;
const GRANULE_BITS = 59;

/** Reads the side information that begins at a place. */
export function readMainData(bytes: Buffer, at: number, isMono: boolean): MainData {
  const channels = isMono ? 1 : 2;
  // 9 bits of main_data_begin, private bits, 4 of scfsi for each channel; then 59 bits for each granule of each channel.
  const first = isMono ? 9 + 5 + 4 : 9 + 3 + 8;
  let bits = 0;
  for (let n = 0; n < GRANULES * channels; n += 1) bits += readBits(bytes, at, first + n * GRANULE_BITS, 12);
  return { back: readBits(bytes, at, 0, 9), bits };
}

function readBits(bytes: Buffer, at: number, bit: number, count: number): number {
  const place = at + (bit >> 3);
  const word = bytes.readUIntBE(place, 3);
  return (word >> (24 - (bit & 7) - count)) & ((1 << count) - 1);
}
