import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useApp } from '../../app-context.ts';
import { Switch } from '../../components/switch.tsx';
import { readPushSurroundings, whyNoPush } from '../../state/push-support.ts';
import type { ChannelProps } from './notification-settings.tsx';

/** Push to this browser, also while no tab is open. */
export function PushSwitch({ preferences, update }: ChannelProps) {
  const { push } = useApp();
  const isSubscribed = useSignal(false);
  const obstacle = useSignal(whyNoPush(readPushSurroundings(window)));
  useEffect(() => {
    void push.isSubscribed().then(found => {
      isSubscribed.value = found;
    });
  }, []);

  async function change(isOn: boolean): Promise<void> {
    try {
      if (isOn) await push.subscribe(preferences.push.publicKey);
      else await push.unsubscribe();
      await update(isOn ? { push: true } : {});
    } finally {
      isSubscribed.value = await push.isSubscribed();
      obstacle.value = whyNoPush(readPushSurroundings(window)); // the user may have said no
    }
  }

  const { subscriptions } = preferences.push;
  return (
    <Switch
      label="Push in this browser"
      isOn={isSubscribed.value && preferences.push.enabled}
      isDisabled={obstacle.value !== '' && !isSubscribed.value}
      onChange={change}
    >
      {obstacle.value || `Also while this page is closed. ${countOf(subscriptions)}`}
    </Switch>
  );
}

function countOf(subscriptions: number): string {
  if (subscriptions === 0) return 'No browser of yours is subscribed.';
  return subscriptions === 1
    ? 'One browser of yours is subscribed.'
    : `${subscriptions} browsers of yours are subscribed.`;
}
