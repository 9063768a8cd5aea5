/** Fails a case where anything was found: each a sentence. */
export function failIfAny(breaches: readonly string[]): void {
  if (breaches.length > 0) throw new Error(breaches.join('\n'));
}
