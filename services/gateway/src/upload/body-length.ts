/**
 * What two uploads of one file have in common in their `Content-Length`: the length less twice the boundary's, since a
 * client makes a new boundary for each attempt.
 *
 * @returns null where the client does not tell its length (chunked) or no boundary
 */
export function comparableLength(headers: {
  'content-length'?: string | undefined;
  'content-type'?: string | undefined;
}): number | null {
  const length = headers['content-length'];
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(headers['content-type'] ?? '');
  const value = boundary?.[1] ?? boundary?.[2];
  return length && value ? Number(length) - 2 * value.length : null;
}
