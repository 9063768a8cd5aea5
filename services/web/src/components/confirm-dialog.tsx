import { useEffect, useId, useRef } from 'preact/hooks';

/** Asks before something that cannot be undone. Escape and the first button mean no. */
export function ConfirmDialog(props: {
  question: string;
  detail: string;
  confirm: string;
  onClose(isConfirmed: boolean): void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={title}
      onClose={({ currentTarget }) => props.onClose(currentTarget.returnValue === 'yes')}
    >
      <article>
        <h2 id={title}>{props.question}</h2>
        <p>{props.detail}</p>
        <form method="dialog" class="actions end">
          <button type="submit" value="no" class="quiet">
            Keep
          </button>
          <button type="submit" value="yes" class="danger">
            {props.confirm}
          </button>
        </form>
      </article>
    </dialog>
  );
}
