/** Bytes of a file, from `start` to before `end`. */
export type Range = { start: number; end: number };

/** The same bytes in ascending order, each once; what touches is one range. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** Tells where a byte comes to lie when merged ranges are laid one behind the other, from `first` on. */
export function createTranslation(merged: readonly Range[], first: number): (offset: number) => number {
  const places: number[] = [];
  let place = first;
  for (const { start, end } of merged) {
    places.push(place);
    place += end - start;
  }
  return offset => {
    let [low, high] = [0, merged.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((merged[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const range = merged[low];
    if (!range || offset < range.start || offset > range.end)
      throw new RangeError(`${offset} is in no range`);
    return (places[low] ?? 0) + offset - range.start;
  };
}
