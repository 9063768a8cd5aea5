import { randomBytes } from 'node:crypto';
import type { Job } from '@vc/contracts/job.ts';
import { type Form, videoForm } from '../../../gateway/test/support/form.ts';
import { type Answer, json, patiently, type Sent, send } from './http.ts';
import { until } from './until.ts';

/** Somebody with an account, as the public API has it. */
export interface Customer {
  id: string;
  email: string;
  password: string;
  token: string;
  /** Sends a request with the token. */
  call(sent: Sent): Promise<Answer>;
  uploadForm(form: Form, query?: string): Promise<Answer>;
  /** Uploads a video that must be accepted, and returns its job. */
  upload(video: Buffer, options?: { name?: string; query?: string }): Promise<Job>;
  job(fid: string): Promise<Job>;
  /** Waits until a job has one of these states. */
  waitFor(fid: string, ...statuses: Job['status'][]): Promise<Job>;
}

/** An address of the loopback network that nobody else comes from, since throttling counts by address. */
export const newAddress = () =>
  `127.${1 + ((randomBytes(1)[0] ?? 0) % 200)}.${[...randomBytes(2)].join('.')}`;

/** Opens an account by registration, and logs in. */
export async function register(
  port: number,
  email: string,
  password = `password of ${email}`,
): Promise<Customer> {
  const from = newAddress();
  const registration = { ...json('POST', '/register', { email, password }), from };
  const answer = await patiently(() => send(port, registration));
  if (answer.status !== 201) throw new Error(`registration was answered by ${answer.status}: ${answer.body}`);
  const { id } = JSON.parse(answer.body.toString()) as { id: string };
  const login = await patiently(() => logIn(port, email, password, from));
  if (login.status !== 200) throw new Error(`login was answered by ${login.status}: ${login.body}`);
  return actAs(port, { id, email, password, token: login.body.toString() });
}

/** `POST /login`, from an address. */
export function logIn(port: number, email: string, password: string, from = newAddress()): Promise<Answer> {
  const basic = Buffer.from(`${email}:${password}`).toString('base64');
  return send(port, { method: 'POST', path: '/login', headers: { authorization: `Basic ${basic}` }, from });
}

/** What a customer does, given the token. */
export function actAs(port: number, who: Pick<Customer, 'id' | 'email' | 'password' | 'token'>): Customer {
  const authorization = `Bearer ${who.token}`;
  const customer: Customer = {
    ...who,
    call: sent => send(port, { ...sent, headers: { authorization, ...sent.headers } }),
    uploadForm: ({ type, body }, query = '') =>
      customer.call({ method: 'POST', path: `/upload${query}`, headers: { 'content-type': type }, body }),
    async upload(video, { name, query } = {}) {
      const answer = await customer.uploadForm(videoForm(video, name), query);
      if (answer.status !== 202)
        throw new Error(`an upload was answered by ${answer.status}: ${answer.body}`);
      return JSON.parse(answer.body.toString()) as Job;
    },
    async job(fid) {
      return JSON.parse((await customer.call({ path: `/jobs/${fid}` })).body.toString()) as Job;
    },
    waitFor: (fid, ...statuses) =>
      until(`job ${fid} is ${statuses.join(' or ')}`, async () => {
        const job = await customer.job(fid);
        return statuses.includes(job.status) ? job : undefined;
      }),
  };
  return customer;
}
