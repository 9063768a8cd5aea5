import type { Customer } from '@vc/local/ledger/customer.ts';

/** Videos on their way. */
export interface Uploads {
  /** How many were begun. */
  count(): number;
  /** Begins so many more, and does not wait for them. */
  begin(count: number): void;
  /** Begins so many more, and waits until these are accepted. */
  finish(count: number): Promise<void>;
}

/**
 * Has customers upload when `work` says so, in turn, and waits at the end for what was begun. They do not give up: what is
 * refused for a good reason is sent again under its key.
 *
 * @throws what a customer was answered that nothing excuses
 */
export async function withUploads<T>(
  customers: readonly Customer[],
  work: (uploads: Uploads) => Promise<T>,
): Promise<T> {
  const begun: Promise<string>[] = [];
  const begin = (count: number) => {
    for (let left = count; left > 0; left -= 1) {
      const upload = customers[begun.length % customers.length]?.upload();
      if (!upload) throw new Error('nobody is there to upload');
      upload.catch(() => {}); // told by whoever waits, and at the end
      begun.push(upload);
    }
  };
  try {
    return await work({
      count: () => begun.length,
      begin,
      async finish(count) {
        begin(count);
        await Promise.all(begun.slice(-count));
      },
    });
  } finally {
    await Promise.all(begun);
  }
}
