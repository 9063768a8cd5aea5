import type { User } from './user.ts';

/** Conversions that go on while something else happens. */
export interface Conversions {
  /** Begins no more. @throws where one was not accepted, or did not end as an MP3 */
  stop(): Promise<{ converted: number }>;
}

/** One upload after another, each as soon as the one before has ended. */
export function keepConverting(user: User, video: string): Conversions {
  let goesOn = true;
  let converted = 0;
  const work = (async () => {
    while (goesOn) {
      await user.waitForMp3(await user.upload(video));
      converted += 1;
    }
  })();
  work.catch(() => {}); // told when it is stopped
  return {
    async stop() {
      goesOn = false;
      await work;
      return { converted };
    },
  };
}
