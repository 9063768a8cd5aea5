import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { useApp } from '../../app-context.ts';
import { QUALITIES } from '../../format/quality.ts';
import { readQuality, saveQuality } from '../../state/chosen-quality.ts';
import { useFileDrop } from './use-file-drop.ts';

/** Takes files: chosen, or dropped anywhere on the page. */
export function DropZone() {
  const { uploads } = useApp();
  const quality = useSignal(readQuality());
  const input = useRef<HTMLInputElement>(null);
  const add = (files: Iterable<File>) => uploads.add(files, quality.value);
  const isOver = useFileDrop(add);

  function choose(bitrate: string): void {
    quality.value = bitrate;
    saveQuality(bitrate);
  }

  return (
    <section class={isOver.value ? 'drop-zone is-over' : 'drop-zone'} aria-label="Upload">
      <p class="drop-hint">{isOver.value ? 'Let go to upload' : 'Drop videos anywhere on this page'}</p>
      <button type="button" onClick={() => input.current?.click()}>
        Choose videos
      </button>
      <input
        ref={input}
        class="hidden"
        tabIndex={-1}
        aria-hidden="true"
        type="file"
        multiple
        accept="video/*,audio/*,.mkv,.ts,.flv"
        onChange={({ currentTarget }) => {
          add(currentTarget.files ?? []);
          currentTarget.value = ''; // the same file may be chosen again
        }}
      />
      <fieldset class="qualities">
        <legend>Quality of the MP3</legend>
        {QUALITIES.map(({ bitrate, label, hint }) => (
          <label key={bitrate} title={hint}>
            <input
              type="radio"
              name="quality"
              value={bitrate}
              checked={quality.value === bitrate}
              onChange={() => choose(bitrate)}
            />
            {label}
          </label>
        ))}
      </fieldset>
    </section>
  );
}
