import { CopyButton } from '../../components/copy-button.tsx';

/** A code for whoever asks for help. */
export function ErrorCode({ code }: { code: string }) {
  return (
    <p class="error-code">
      <span>
        Code: <code>{code}</code>
      </span>
      <CopyButton text={code} label={`Copy the code ${code}`} />
    </p>
  );
}
