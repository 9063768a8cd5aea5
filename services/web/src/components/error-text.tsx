import type { ReadonlySignal } from '@preact/signals';

/** Why something did not go, read out at once; nothing while all is well. */
export function ErrorText({ error }: { error: ReadonlySignal<string> }) {
  if (!error.value) return null;
  return (
    <p role="alert" class="error">
      {error.value}
    </p>
  );
}
