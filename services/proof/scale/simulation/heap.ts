/** Numbers of which the smallest comes out first. */
export interface Heap {
  readonly size: number;
  /** Infinity while it is empty. */
  peek(): number;
  push(value: number): void;
  /** Infinity when it is empty. */
  pop(): number;
}

/** A binary heap: both operations take the logarithm of its size. */
export function createHeap(): Heap {
  const values: number[] = [];
  const at = (index: number) => values[index] ?? Number.POSITIVE_INFINITY;

  return {
    get size() {
      return values.length;
    },
    peek: () => at(0),
    push(value) {
      let index = values.push(value) - 1;
      for (let parent = (index - 1) >> 1; index > 0 && at(parent) > value; parent = (index - 1) >> 1) {
        values[index] = at(parent);
        index = parent;
      }
      values[index] = value;
    },
    pop() {
      const smallest = at(0);
      const last = values.pop();
      if (last === undefined || values.length === 0) return smallest;
      let index = 0;
      for (;;) {
        const left = 2 * index + 1;
        const child = at(left + 1) < at(left) ? left + 1 : left;
        if (at(child) >= last) break;
        values[index] = at(child);
        index = child;
      }
      values[index] = last;
      return smallest;
    },
  };
}
