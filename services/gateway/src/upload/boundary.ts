/** What a `Content-Type` and a `Content-Length` tell of a form before its body is read. */
type FormHeaders = { 'content-length'?: string | undefined; 'content-type'?: string | undefined };

/** RFC 2046 (5.1.1) allows 70; some clients are generous, the parser's limit is 256 less two dashes and a line end. */
const LONGEST_BOUNDARY = 250;

/** The boundary of a `multipart/form-data` content type, or undefined where there is none that works. */
export function readBoundary(contentType: string | undefined): string | undefined {
  const match = /;\s*boundary=(?:"([^"]+)"|([^;\s"]+))/i.exec(contentType ?? '');
  const boundary = match?.[1] ?? match?.[2];
  return boundary && boundary.length <= LONGEST_BOUNDARY ? boundary : undefined;
}

/**
 * What two uploads of one file have in common in their `Content-Length`: the length less twice the boundary's, since a
 * client makes a new boundary for each attempt.
 *
 * @returns null where the client does not tell its length (chunked) or no boundary
 */
export function comparableLength(headers: FormHeaders): number | null {
  const length = headers['content-length'];
  const boundary = readBoundary(headers['content-type']);
  return length && boundary ? Number(length) - 2 * boundary.length : null;
}
