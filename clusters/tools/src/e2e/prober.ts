import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again, as many users do who each come once. */
export interface Prober {
  /** Ends it. @throws where a request failed, or where too few were made to say anything */
  stop(): Promise<{ requests: number }>;
}

const PAUSE_MS = 50;
const LIMIT_MS = 10_000;
const LEAST_REQUESTS = 50;

/** Starts it; each request is a connection of its own. */
export function startProber(url: string, authorization: string): Prober {
  const failures: string[] = [];
  let requests = 0;
  let goesOn = true;
  const work = (async () => {
    while (goesOn) {
      requests += 1;
      const problem = await ask(url, authorization);
      if (problem) failures.push(`${new Date().toISOString()} ${problem}`);
      await sleep(PAUSE_MS);
    }
  })();
  return {
    async stop() {
      goesOn = false;
      await work;
      if (failures.length > 0)
        throw new Error(`${failures.length} of ${requests} requests failed: ${failures.join('; ')}`);
      if (requests < LEAST_REQUESTS) throw new Error(`Only ${requests} requests were made.`);
      return { requests };
    },
  };
}

/** @returns what is wrong with the answer */
function ask(url: string, authorization: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const request = get(url, { agent: false, headers: { authorization }, timeout: LIMIT_MS }, answer => {
      answer.on('error', error => resolve(error.message));
      answer.on('end', () => resolve(answer.statusCode === 200 ? undefined : `${answer.statusCode}`));
      answer.resume();
    });
    request.on('timeout', () => request.destroy(new Error(`no answer in ${LIMIT_MS / 1000} s`)));
    request.on('error', error => resolve(error.message));
  });
}
