import { useSignal } from '@preact/signals';
import type { ComponentChildren, TargetedSubmitEvent } from 'preact';
import { messageOf } from '../api/api-error.ts';
import { ErrorText } from './error-text.tsx';

/** What was typed, by the names of the fields. */
export type Values = Record<string, string>;

/** A form that is busy while it is being answered, and then empty, or says what went wrong. */
export function Form(props: {
  submit: string;
  onSubmit(values: Values): Promise<unknown>;
  children: ComponentChildren;
  /** Beside the button, such as a way back. */
  aside?: ComponentChildren;
}) {
  const isBusy = useSignal(false);
  const error = useSignal('');

  async function submit(event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    isBusy.value = true;
    error.value = '';
    try {
      await props.onSubmit(readValues(form));
      form.reset();
    } catch (thrown) {
      error.value = messageOf(thrown);
    }
    isBusy.value = false;
  }

  return (
    <form onSubmit={submit}>
      {props.children}
      <ErrorText error={error} />
      <div class="actions">
        <button type="submit" aria-busy={isBusy.value} disabled={isBusy.value}>
          {props.submit}
        </button>
        {props.aside}
      </div>
    </form>
  );
}

function readValues(form: HTMLFormElement): Values {
  const entries = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
  return Object.fromEntries(entries) as Values;
}
