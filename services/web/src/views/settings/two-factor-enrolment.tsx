import { useSignal } from '@preact/signals';
import type { TotpEnrolment } from '@vc/contracts/auth-api.ts';
import { useApp } from '../../app-context.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { CodeField, CurrentPasswordField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { QrCode } from '../../components/qr-code.tsx';

/** First the password, then the QR code and a first code that proves that it was read. */
export function TwoFactorEnrolment({ onOn }: { onOn(recoveryCodes: readonly string[]): Promise<void> }) {
  const { api } = useApp();
  const begun = useSignal<{ password: string; enrolment: TotpEnrolment } | undefined>(undefined);

  async function begin({ current = '' }): Promise<void> {
    begun.value = { password: current, enrolment: await api.account.beginTwoFactor({ current }) };
  }

  async function confirm(password: string, otp: string): Promise<void> {
    const { recovery_codes } = await api.account.confirmTwoFactor({ current: password, otp });
    await onOn(recovery_codes);
  }

  if (!begun.value) {
    return (
      <details>
        <summary>Switch it on</summary>
        <Form submit="Continue" onSubmit={begin}>
          <CurrentPasswordField />
        </Form>
      </details>
    );
  }
  const { password, enrolment } = begun.value;
  return (
    <>
      <p>Scan this with your authenticator app, then type the six digits that it shows.</p>
      <div class="enrolment">
        <QrCode text={enrolment.uri} label="QR code for your authenticator app" />
        <div>
          <p>
            It cannot be scanned? Type this key into the app:
            <br />
            <code class="secret">{enrolment.secret}</code>{' '}
            <CopyButton text={enrolment.secret} label="Copy the key" />
          </p>
          <Form
            submit="Switch two-factor on"
            onSubmit={({ otp = '' }) => confirm(password, otp)}
            aside={
              <button type="button" class="quiet" onClick={() => (begun.value = undefined)}>
                Not now
              </button>
            }
          >
            <CodeField />
          </Form>
        </div>
      </div>
    </>
  );
}
