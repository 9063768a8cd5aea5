import { useSignal } from '@preact/signals';
import { ApiError, ShownError } from '../api/api-error.ts';
import { useApp } from '../app-context.ts';
import { CodeField, Field, NewPasswordField } from '../components/field.tsx';
import { Form, type Values } from '../components/form.tsx';

/** Who is not signed in may sign in, or open an account. */
export function SignInView() {
  const { session } = useApp();
  const isNew = useSignal(false);
  return (
    <article class="narrow">
      <hgroup>
        <h1>{isNew.value ? 'Create an account' : 'Sign in'}</h1>
        <p>Turn your videos into MP3s, and be told when they are ready.</p>
      </hgroup>
      {session.notice.value && <p class="notice">{session.notice.value}</p>}
      {isNew.value ? <RegisterForm /> : <SignInForm />}
      <p class="switch-form">
        {isNew.value ? 'You have an account?' : 'You are new here?'}{' '}
        <button type="button" class="link" onClick={() => (isNew.value = !isNew.value)}>
          {isNew.value ? 'Sign in' : 'Create an account'}
        </button>
      </p>
    </article>
  );
}

function SignInForm() {
  const { session } = useApp();
  const isCodeAsked = useSignal(false);

  async function signIn({ email = '', password = '', otp }: Values): Promise<void> {
    try {
      await session.signIn({ email, password, ...(otp ? { otp } : {}) });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'otp-required') throw error;
      isCodeAsked.value = true;
      throw new ShownError('Type the code that your authenticator app shows as well.');
    }
  }

  return (
    <Form submit="Sign in" onSubmit={signIn}>
      <EmailField />
      <Field label="Password" name="password" type="password" required autocomplete="current-password" />
      {isCodeAsked.value && <CodeField label="Code of your authenticator app, or a recovery code" />}
    </Form>
  );
}

function RegisterForm() {
  const { session } = useApp();
  return (
    <Form
      submit="Create account"
      onSubmit={({ email = '', password = '' }) => session.register({ email, password })}
    >
      <EmailField />
      <NewPasswordField label="Password" />
    </Form>
  );
}

function EmailField() {
  return <Field label="E-mail" name="email" type="email" required autocomplete="username" maxLength={254} />;
}
