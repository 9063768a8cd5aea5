/** Bytes of a file, both ends included. */
export type ByteRange = { start: number; end: number };

/**
 * Reads a `Range` header (RFC 9110, 14.2) for a file of `size` bytes.
 *
 * @returns the range; `whole` where there is none that we honour (absent, another unit, malformed, several ranges);
 *   `unsatisfiable` where it begins behind the end
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return 'whole';
  const [, first, last] = match;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return 'whole'; // malformed, so as if it were not there
  return start >= size ? 'unsatisfiable' : { start, end };
}

/** Whether an entity tag list (`If-None-Match`, `If-Range`) names this tag, or is `*`. Weak tags equal strong ones. */
export function namesTag(header: string | undefined, tag: string): boolean {
  if (!header) return false;
  return header.split(',').some(item => ['*', tag, `W/${tag}`].includes(item.trim()));
}
