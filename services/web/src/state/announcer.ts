import { type ReadonlySignal, signal } from '@preact/signals';

/** Says things that happen to people who do not see them happen. */
export type Announcer = { message: ReadonlySignal<string>; say(message: string): void };

export function createAnnouncer(): Announcer {
  const message = signal('');
  return {
    message,
    say(text) {
      // The same words twice are a change only if they differ.
      message.value = message.value === text ? `${text}\u00a0` : text;
    },
  };
}
