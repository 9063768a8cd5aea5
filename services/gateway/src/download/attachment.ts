/** The MP3's name: the upload's, with its extension replaced. */
export const toMp3Name = (name: string) => `${name.replace(/\.[^.]{1,5}$/, '') || 'video'}.mp3`;

/**
 * A `Content-Disposition` header (RFC 6266) that any client understands: an ASCII form for old ones, the true name in
 * UTF-8 (RFC 8187) beside it.
 */
export function toContentDisposition(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const utf8 = encodeURIComponent(fileName).replace(
    /['()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
