/** @throws where two texts differ, with the lines that only one of them has, in one line for the table */
export function requireSameLines(before: string, now: string): void {
  const [old, new_] = [before.split('\n'), now.split('\n')];
  const gone = old.filter(line => !new_.includes(line)).map(line => `gone: ${line}`);
  const added = new_.filter(line => !old.includes(line)).map(line => `added: ${line}`);
  const differences = [...gone, ...added];
  if (before !== now) throw new Error(differences.join('; ') || 'The same lines, in another order.');
}
