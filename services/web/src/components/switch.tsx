import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { messageOf } from '../api/api-error.ts';
import { ErrorText } from './error-text.tsx';

/** Something that is on or off, at once. */
export function Switch(props: {
  label: string;
  isOn: boolean;
  isDisabled?: boolean;
  onChange(isOn: boolean): Promise<void>;
  /** Below it: what it means, or why it cannot be switched. */
  children?: ComponentChildren;
}) {
  /** What it was switched to, until that is settled. */
  const wanted = useSignal<boolean | undefined>(undefined);
  const error = useSignal('');

  async function change(isOn: boolean): Promise<void> {
    wanted.value = isOn;
    error.value = '';
    await props.onChange(isOn).catch(thrown => {
      error.value = messageOf(thrown);
    });
    wanted.value = undefined;
  }

  return (
    <div class="switch">
      <label>
        <input
          type="checkbox"
          role="switch"
          aria-checked={wanted.value ?? props.isOn}
          checked={wanted.value ?? props.isOn}
          disabled={props.isDisabled || wanted.value !== undefined}
          onChange={event => change(event.currentTarget.checked)}
        />
        {props.label}
      </label>
      {props.children && <small>{props.children}</small>}
      <ErrorText error={error} />
    </div>
  );
}
