import { NotificationSettings } from './notification-settings.tsx';
import { PasswordSettings } from './password-settings.tsx';
import { TwoFactorSettings } from './two-factor-settings.tsx';

/** How the user is told, and what keeps the account theirs. */
export function SettingsView() {
  return (
    <>
      <h1>Settings</h1>
      <NotificationSettings />
      <TwoFactorSettings />
      <PasswordSettings />
    </>
  );
}
