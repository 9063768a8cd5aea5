import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/**
 * Takes files that are dropped anywhere on the page, which a browser would open otherwise.
 *
 * @returns whether files are being dragged over the page
 */
export function useFileDrop(onFiles: (files: Iterable<File>) => void): ReadonlySignal<boolean> {
  const isOver = useSignal(false);
  useEffect(() => {
    const listening = new AbortController();
    const listen = (type: 'dragover' | 'dragleave' | 'drop', handle: (event: DragEvent) => void) =>
      window.addEventListener(type, handle, { signal: listening.signal });
    listen('dragover', event => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      isOver.value = true;
    });
    listen('dragleave', event => {
      if (event.relatedTarget === null) isOver.value = false; // out of the window
    });
    listen('drop', event => {
      event.preventDefault();
      isOver.value = false;
      onFiles(event.dataTransfer?.files ?? []);
    });
    return () => listening.abort();
  }, []);
  return isOver;
}
