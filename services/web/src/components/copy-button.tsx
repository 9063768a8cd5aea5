import { useSignal } from '@preact/signals';

/** Copies a text; where the browser allows no such thing, the text beside it can be selected. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const isCopied = useSignal(false);
  if (!navigator.clipboard) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    isCopied.value = true;
  };
  return (
    <button
      type="button"
      class="quiet small"
      aria-label={label}
      onClick={copy}
      onBlur={() => (isCopied.value = false)}
    >
      {isCopied.value ? 'Copied' : 'Copy'}
    </button>
  );
}
