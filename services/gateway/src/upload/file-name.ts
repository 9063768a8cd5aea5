const LONGEST = 200;

/** Control characters, line and paragraph separators, and the characters that turn the direction of text. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A lone half of a surrogate pair, which no encoder accepts. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * The name under which an upload is shown: its last path part without what could deceive or break a terminal, a header or
 * a page; at most 200 characters. Never a reason to refuse an upload: an empty name becomes `video`.
 */
export function toDisplayName(fileName: string | undefined): string {
  const lastPart = (fileName ?? '').split(/[/\\]/).at(-1) ?? '';
  const clean = lastPart.replace(UNSAFE, '').replace(LONE_SURROGATE, '').trim();
  return [...clean].slice(0, LONGEST).join('').trim() || 'video';
}
