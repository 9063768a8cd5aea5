import type { Random } from '../../random.ts';

/** Numbers at which counters and lengths overflow. */
const EXTREMES = ['00000000', '00000001', '7fffffff', '80000000', 'fffffffe', 'ffffffff'] as const;

/** Headers are short, and what they say decides: half of all damage is done within this of the beginning or the end. */
const HEADER_BYTES = 4_096;

/** Damages a copy: one to sixteen times, by a flipped bit or by an extreme number. The same random numbers do the same. */
export function damage(original: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(original);
  const times = 1 + random.below(16);
  const where = random.pick(['anywhere', 'anywhere', 'at the beginning', 'at the end'] as const);
  for (let done = 0; done < times; done += 1) {
    const span = where === 'anywhere' ? bytes.length : Math.min(HEADER_BYTES, bytes.length);
    const offset = (where === 'at the end' ? bytes.length - span : 0) + random.below(span);
    if (random.below(4) === 0) Buffer.from(random.pick(EXTREMES), 'hex').copy(bytes, offset);
    else bytes.writeUInt8(bytes.readUInt8(offset) ^ (1 << random.below(8)), offset);
  }
  return bytes;
}
