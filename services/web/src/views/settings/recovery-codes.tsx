import { useEffect, useRef } from 'preact/hooks';
import { CopyButton } from '../../components/copy-button.tsx';

/** The codes that open the account without the phone. They are shown this once, since only their hashes are kept. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone(): void }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const text = codes.join('\n');
  return (
    <section class="notice" aria-labelledby="recovery-title">
      <h3 id="recovery-title" ref={title} tabIndex={-1}>
        Your recovery codes
      </h3>
      <p>
        Keep them where you would find them without your phone: each lets you in once, and they are not shown
        again.
      </p>
      <ul class="recovery-codes">
        {codes.map(code => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class="actions">
        <button type="button" onClick={onDone}>
          I have kept them
        </button>
        <CopyButton text={text} label="Copy the recovery codes" />
      </div>
    </section>
  );
}
