import { randomUUID } from 'node:crypto';
import type { Job } from '@vc/contracts/job.ts';
import type { ProblemBody } from '@vc/contracts/problem.ts';
import { type Form, fakeVideo, videoForm } from './form.ts';
import type { Gateway } from './gateway.ts';
import { createClaims, signToken } from './tokens.ts';

/** An answer that was read to its end; its JSON is a problem unless a test expects something else. */
export type Answer<T = ProblemBody> = { status: number; headers: Headers; bytes: Buffer; json(): T };

/** Somebody with a valid token. */
export type User = ReturnType<typeof createUser>;

/** A new user, and what users do. */
export function createUser(gateway: Gateway, id: string = randomUUID()) {
  const authorization = `Bearer ${signToken(gateway.world.key, createClaims({ sub: id }))}`;

  async function call<T = ProblemBody>(
    method: string,
    path: string,
    init: RequestInit = {},
  ): Promise<Answer<T>> {
    const headers = { authorization, ...(init.headers as Record<string, string>) };
    const answer = await fetch(gateway.url + path, { ...init, method, headers });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return {
      status: answer.status,
      headers: answer.headers,
      bytes,
      json: () => JSON.parse(bytes.toString()) as T,
    };
  }

  return {
    id,
    authorization,
    call,
    get: <T = ProblemBody>(path: string, headers: Record<string, string> = {}) =>
      call<T>('GET', path, { headers }),
    /** Uploads a form; its length is announced. */
    upload: <T = Job & { message: string }>(
      form: Form,
      { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
    ) =>
      call<T>('POST', `/upload${query}`, {
        headers: { 'content-type': form.type, ...headers },
        body: new Uint8Array(form.body),
      }),
    /** Uploads some video and returns its fid. */
    async uploadVideo(content = fakeVideo(10_000), name?: string): Promise<string> {
      const answer = await this.upload(videoForm(content, name));
      if (answer.status !== 202)
        throw new Error(`the upload was answered by ${answer.status}: ${answer.bytes}`);
      return answer.json().fid;
    },
  };
}
