import type { InputHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';

/** A labelled input, with a line below it where that helps. */
export function Field({ label, hint, ...input }: { label: string; hint?: string } & InputHTMLAttributes) {
  const id = useId();
  return (
    <label>
      {label}
      <input {...input} aria-describedby={hint ? id : undefined} />
      {hint && <small id={id}>{hint}</small>}
    </label>
  );
}

/** The six digits of an authenticator, or a recovery code. */
export function CodeField({ label = 'Code of your authenticator app' }: { label?: string }) {
  return (
    <Field
      label={label}
      name="otp"
      required
      minLength={6}
      maxLength={32}
      autocomplete="one-time-code"
      autocapitalize="none"
      spellcheck={false}
    />
  );
}

/** The password that holds now, as proof of who sits here. */
export function CurrentPasswordField() {
  return (
    <Field
      label="Current password"
      name="current"
      type="password"
      required
      autocomplete="current-password"
      maxLength={256}
    />
  );
}

/** A password to be. */
export function NewPasswordField({ label = 'New password' }: { label?: string }) {
  return (
    <Field
      label={label}
      name="password"
      type="password"
      required
      minLength={8}
      maxLength={256}
      autocomplete="new-password"
      hint="At least 8 characters."
    />
  );
}
