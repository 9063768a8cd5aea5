import { useSignal } from '@preact/signals';
import { CopyButton } from '../../components/copy-button.tsx';
import { Field } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import type { ChannelProps } from './notification-settings.tsx';

/** The user's own server, which gets a signed POST request. */
export function WebhookForm({ preferences, update }: ChannelProps) {
  const { url, secret } = preferences.webhook;
  const isChanging = useSignal(false);
  const isShown = isChanging.value || url === null;
  return (
    <section class="webhook" aria-labelledby="webhook-title">
      <h3 id="webhook-title">Webhook</h3>
      <p>
        <small>Your own server gets a POST request, signed as Standard Webhooks describes.</small>
      </p>
      {url !== null && (
        <p>
          <code>{url}</code>
        </p>
      )}
      {secret && (
        <p class="notice">
          Its secret, shown this once: <code class="secret">{secret}</code>{' '}
          <CopyButton text={secret} label="Copy the secret" />
        </p>
      )}
      {isShown ? (
        <Form
          submit="Save webhook"
          onSubmit={async ({ webhook = '' }) => {
            await update({ webhook });
            isChanging.value = false;
          }}
        >
          <Field label="URL" name="webhook" type="url" required placeholder="https://" maxLength={2048} />
        </Form>
      ) : (
        <div class="actions">
          <button type="button" class="quiet small" onClick={() => (isChanging.value = true)}>
            Change
          </button>
          <button type="button" class="quiet small" onClick={() => update({ webhook: null })}>
            Remove
          </button>
        </div>
      )}
    </section>
  );
}
