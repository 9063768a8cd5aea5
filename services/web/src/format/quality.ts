/** What a user may choose, as the API names it. */
export const QUALITIES = [
  { bitrate: '128', label: '128 kbit/s', hint: 'small, good for speech' },
  { bitrate: '192', label: '192 kbit/s', hint: 'good for music' },
  { bitrate: '320', label: '320 kbit/s', hint: 'the most' },
  { bitrate: 'v0', label: 'Best, variable', hint: 'as many bits as the sound needs' },
] as const;

/** A job's bitrate in words. */
export function describeBitrate(bitrate: string): string {
  if (bitrate === 'copy') return 'copied as it was';
  if (/^v\d$/.test(bitrate)) return `variable, ${bitrate.toUpperCase()}`;
  return `${bitrate} kbit/s`;
}
