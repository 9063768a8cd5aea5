import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { SetupError } from '../setup-error.ts';
import { readEvents, type ServerSentEvent } from './events.ts';

/** The public API, as far as the demo uses it. */
export interface DemoClient {
  upload(video: string, onProgress: (share: number) => void): Promise<{ fid: string; name: string }>;
  /** The user's jobs as they change, from an instant on, until the caller stops. */
  watch(since: Date): AsyncGenerator<ServerSentEvent>;
  download(fid: string): Promise<Readable>;
}

/** Logs in as a user would by `curl -u`. */
export async function logIn(url: string, email: string, password: string): Promise<DemoClient> {
  const basic = Buffer.from(`${email}:${password}`).toString('base64');
  const login = await request(url, '/login', {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
  });
  const headers = { authorization: `Bearer ${await login.text()}` };
  return {
    async upload(video, onProgress) {
      const form = await multipart(video, onProgress);
      const answer = await request(url, '/upload', {
        method: 'POST',
        headers: { ...headers, ...form.headers },
        body: form.body,
        duplex: 'half',
      });
      return (await answer.json()) as { fid: string; name: string };
    },
    async *watch(since) {
      const answer = await request(url, '/events', {
        headers: { ...headers, 'last-event-id': since.toISOString() },
      });
      if (answer.body) yield* readEvents(answer.body);
    },
    async download(fid) {
      const answer = await request(url, `/download?fid=${fid}`, { headers });
      return Readable.from(answer.body ?? []);
    },
  };
}

async function request(
  url: string,
  path: string,
  init: RequestInit & { duplex?: 'half' },
): Promise<Response> {
  const answer = await fetch(url + path, init);
  if (answer.ok) return answer;
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
  throw new SetupError(`${path} answered ${answer.status}: ${problem.detail ?? answer.statusText}`);
}

/** A form with one file, read as it is sent. */
async function multipart(video: string, onProgress: (share: number) => void) {
  const boundary = `demo-${randomUUID()}`;
  const fileName = basename(video).replaceAll('"', '%22');
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const { size } = await stat(video);
  async function* body(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(head);
    let sent = 0;
    for await (const chunk of createReadStream(video)) {
      yield chunk as Uint8Array;
      sent += (chunk as Uint8Array).length;
      onProgress(sent / size);
    }
    yield Buffer.from(`\r\n--${boundary}--\r\n`);
  }
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: ReadableStream.from(body()),
  };
}
