import { runSuccessfully } from '@vc/local/command.ts';
import { waitUntil } from '@vc/local/waiting.ts';

/** Somebody who types the curl lines of the README. */
export interface User {
  email: string;
  /** Returns the `fid` of the job. */
  upload(video: string): Promise<string>;
  /** Waits until the job has ended well. */
  waitForMp3(fid: string): Promise<void>;
  download(fid: string, file: string): Promise<void>;
  /** For requests of other kinds. */
  authorization: string;
}

const CONVERSION_LIMIT_MS = 120_000;

/** A call as it is typed; what is no success fails. */
const curl = (...args: string[]) =>
  runSuccessfully(['curl', '--silent', '--show-error', '--fail-with-body', '--noproxy', '*', ...args]);

/** Everybody's. */
const PASSWORD = 'correct horse battery';

/** Opens an account and logs in. */
export async function logIn(url: string, email: string): Promise<User> {
  const account = JSON.stringify({ email, password: PASSWORD });
  await curl('-X', 'POST', '-H', 'Content-Type: application/json', '-d', account, `${url}/register`);
  return logInAgain(url, email);
}

/** Logs in somebody who has an account. */
export async function logInAgain(url: string, email: string): Promise<User> {
  const authorization = `Bearer ${await requestToken(url, email)}`;
  const header = `Authorization: ${authorization}`;
  return {
    email,
    authorization,
    async upload(video) {
      const answer = await curl('-X', 'POST', '-F', `file=@${video}`, '-H', header, `${url}/upload`);
      return (JSON.parse(answer) as { fid: string }).fid;
    },
    async waitForMp3(fid) {
      const isConverted = async () => {
        const job = JSON.parse(await curl('-H', header, `${url}/jobs/${fid}`)) as Job;
        if (job.error) throw new Error(`The conversion of ${fid} failed: ${job.error.detail}`);
        return job.status === 'converted';
      };
      await waitUntil(`${fid} is converted`, isConverted, CONVERSION_LIMIT_MS);
    },
    async download(fid, file) {
      await curl('--output', file, '-H', header, `${url}/download?fid=${fid}`);
    },
  };
}

/** Waits until somebody who has an account can log in. */
export function waitForLogIn(url: string, { email }: Pick<User, 'email'>): Promise<void> {
  const isLetIn = () =>
    requestToken(url, email).then(
      token => token !== '',
      () => false,
    );
  return waitUntil(`${email} can log in`, isLetIn);
}

function requestToken(url: string, email: string): Promise<string> {
  return curl('-X', 'POST', `${url}/login`, '-u', `${email}:${PASSWORD}`);
}

/** What we read of one. */
interface Job {
  status: string;
  error: { detail: string } | null;
}
