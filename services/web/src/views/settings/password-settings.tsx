import { useApp } from '../../app-context.ts';
import { CodeField, CurrentPasswordField, NewPasswordField } from '../../components/field.tsx';
import { Form, type Values } from '../../components/form.tsx';
import { useUser } from './use-user.ts';

/** Another password; it ends every session, this one as well. */
export function PasswordSettings() {
  const { api, session } = useApp();
  const user = useUser();

  async function change({ current = '', password = '', otp }: Values): Promise<void> {
    await api.account.changePassword({ current, password, ...(otp ? { otp } : {}) });
    await api.account.forgetSession().catch(() => {}); // it is worth nothing any more
    session.end('Your password is changed: sign in with the new one.');
  }

  return (
    <article aria-labelledby="password-title">
      <hgroup>
        <h2 id="password-title">Password</h2>
        <p>{user.email} · a change signs you out everywhere.</p>
      </hgroup>
      <Form submit="Change password" onSubmit={change}>
        <input type="text" name="email" value={user.email} autocomplete="username" readOnly hidden />
        <CurrentPasswordField />
        <NewPasswordField />
        {user.totp && <CodeField />}
      </Form>
    </article>
  );
}
