import { useSignal } from '@preact/signals';
import { useApp } from '../../app-context.ts';
import { CodeField, CurrentPasswordField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { TwoFactorEnrolment } from './two-factor-enrolment.tsx';
import { useUser } from './use-user.ts';

/** Two-factor authentication: on, in two steps, and off. */
export function TwoFactorSettings() {
  const user = useUser();
  const recoveryCodes = useSignal<readonly string[]>([]);
  const { session } = useApp();

  async function finish(codes: readonly string[]): Promise<void> {
    recoveryCodes.value = codes;
    await session.resume();
  }

  return (
    <article aria-labelledby="two-factor-title">
      <hgroup>
        <h2 id="two-factor-title">Two-factor authentication</h2>
        <p>
          {user.totp
            ? 'On: signing in asks for a code of your authenticator app.'
            : 'Off: whoever has your password is in. With an authenticator app they need your phone as well.'}
        </p>
      </hgroup>
      {recoveryCodes.value.length > 0 && (
        <RecoveryCodes codes={recoveryCodes.value} onDone={() => (recoveryCodes.value = [])} />
      )}
      {user.totp ? (
        recoveryCodes.value.length === 0 && <EndTwoFactor />
      ) : (
        <TwoFactorEnrolment onOn={finish} />
      )}
    </article>
  );
}

function EndTwoFactor() {
  const { api, session } = useApp();
  return (
    <details>
      <summary>Switch it off</summary>
      <Form
        submit="Switch two-factor off"
        onSubmit={async ({ current = '', otp = '' }) => {
          await api.account.endTwoFactor({ current, otp });
          await session.resume();
        }}
      >
        <CurrentPasswordField />
        <CodeField label="Code of your authenticator app, or a recovery code" />
      </Form>
    </details>
  );
}
