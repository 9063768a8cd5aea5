import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again, as many users do who each come once. */
export interface Prober {
  /** Ends it. @throws where a request failed, or where too few were made to say anything */
  stop(): Promise<{ requests: number }>;
}

/** What a request was answered. */
export interface Answer {
  status: number;
  /** `Retry-After`, in seconds. */
  retryAfter?: string;
}

/** The answer that users are promised. */
export const isOk = ({ status }: Answer): boolean => status === 200;

/** The same, or the one that they are promised while a datastore is away. */
export const isOkOrLater = (answer: Answer): boolean =>
  isOk(answer) || (answer.status === 503 && answer.retryAfter !== undefined);

const PAUSE_MS = 50;
const LIMIT_MS = 10_000;
const LEAST_REQUESTS = 50;
/** Of an answer that was not expected: what it complains about stands there. */
const LONGEST_QUOTE = 300;

/** Probes the gateway as somebody with a token, as somebody without, who must be refused, and as one who has just found it. */
export function probeAsUsers(url: string, authorization: string): Prober {
  const probers = [
    startProber(`${url}/jobs`, authorization),
    startProber(`${url}/jobs`, undefined, ({ status }) => status === 401),
    startProber(`${url}/openapi.json`),
  ];
  return {
    async stop() {
      const counts = await Promise.all(probers.map(prober => prober.stop()));
      return { requests: counts.reduce((sum, { requests }) => sum + requests, 0) };
    },
  };
}

/** Starts it; each request is a connection of its own. Whatever is not as expected has failed. */
export function startProber(url: string, authorization?: string, isExpected = isOk): Prober {
  const failures: string[] = [];
  let requests = 0;
  let goesOn = true;
  const work = (async () => {
    while (goesOn) {
      requests += 1;
      const problem = await ask(url, authorization, isExpected);
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
function ask(
  url: string,
  authorization: string | undefined,
  isExpected: (answer: Answer) => boolean,
): Promise<string | undefined> {
  const headers = authorization === undefined ? {} : { authorization };
  return new Promise(resolve => {
    let body = '';
    const request = get(url, { agent: false, headers, timeout: LIMIT_MS }, answer => {
      answer.on('error', error => resolve(error.message));
      answer.on('end', () => {
        const { statusCode: status = 0, headers } = answer;
        const retryAfter = headers['retry-after'];
        const isFine = isExpected({ status, ...(retryAfter && { retryAfter }) });
        resolve(isFine ? undefined : `${status}: ${body.slice(0, LONGEST_QUOTE)}`);
      });
      answer.setEncoding('utf8').on('data', (text: string) => {
        if (body.length < LONGEST_QUOTE) body += text;
      });
    });
    request.on('timeout', () => request.destroy(new Error(`no answer in ${LIMIT_MS / 1000} s`)));
    request.on('error', error => resolve(error.message));
  });
}
