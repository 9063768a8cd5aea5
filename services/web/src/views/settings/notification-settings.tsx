import { useSignal } from '@preact/signals';
import type { Preferences, PreferencesUpdate } from '@vc/contracts/notification-api.ts';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../../api/api-error.ts';
import { useApp } from '../../app-context.ts';
import { ErrorText } from '../../components/error-text.tsx';
import { EmailSwitch } from './email-switch.tsx';
import { PushSwitch } from './push-switch.tsx';
import { WebhookForm } from './webhook-form.tsx';

/** What the parts of the notification settings share. */
export type ChannelProps = { preferences: Preferences; update(changes: PreferencesUpdate): Promise<void> };

/** How the user is told that a file is ready. */
export function NotificationSettings() {
  const { api } = useApp();
  const preferences = useSignal<Preferences | undefined>(undefined);
  const error = useSignal('');
  useEffect(() => {
    api.notifications.read().then(
      read => {
        preferences.value = read;
      },
      thrown => {
        error.value = messageOf(thrown);
      },
    );
  }, []);

  async function update(changes: PreferencesUpdate): Promise<void> {
    preferences.value = await api.notifications.update(changes);
  }

  const channels = preferences.value && { preferences: preferences.value, update };
  return (
    <article aria-labelledby="notifications-title">
      <hgroup>
        <h2 id="notifications-title">Notifications</h2>
        <p>How you are told that a file is ready, or could not be converted.</p>
      </hgroup>
      <ErrorText error={error} />
      {!channels && !error.value && <p aria-busy="true">Loading…</p>}
      {channels && (
        <>
          <EmailSwitch {...channels} />
          <PushSwitch {...channels} />
          <WebhookForm {...channels} />
        </>
      )}
    </article>
  );
}
