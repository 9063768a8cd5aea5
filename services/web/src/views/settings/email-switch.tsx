import { useSignal } from '@preact/signals';
import { messageOf } from '../../api/api-error.ts';
import { useApp } from '../../app-context.ts';
import { Switch } from '../../components/switch.tsx';
import type { ChannelProps } from './notification-settings.tsx';
import { useUser } from './use-user.ts';

/** Mail, which goes to confirmed addresses only. */
export function EmailSwitch({ preferences, update }: ChannelProps) {
  const user = useUser();
  return (
    <Switch label="E-mail" isOn={preferences.email} onChange={email => update({ email })}>
      {user.confirmed ? `To ${user.email}.` : <Unconfirmed email={user.email} />}
    </Switch>
  );
}

function Unconfirmed({ email }: { email: string }) {
  const { api } = useApp();
  const answer = useSignal('');
  const send = async () => {
    answer.value = await api.account.mailConfirmation().then(({ message }) => message, messageOf);
  };
  return (
    <>
      {`${email} is not confirmed yet: follow the link that was mailed to it. `}
      <button type="button" class="link" onClick={send}>
        Mail it again
      </button>{' '}
      <span role="status">{answer.value}</span>
    </>
  );
}
