import { QUALITIES } from '../format/quality.ts';

const KEY = 'quality';

/** The quality that was chosen last in this browser. */
export function readQuality(): string {
  const saved = localStorage.getItem(KEY);
  return QUALITIES.find(({ bitrate }) => bitrate === saved)?.bitrate ?? QUALITIES[0].bitrate;
}

/** Remembers a choice. */
export function saveQuality(bitrate: string): void {
  localStorage.setItem(KEY, bitrate);
}
