import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Customer } from '@vc/local/ledger/customer.ts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startOnlooker } from './onlooker.ts';

const customer = { authorization: 'Bearer token' } as Customer;
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** A gateway with one job, whose download gives these bytes, or 409 without. */
async function lookAt(job: { status: string; sha256?: string; bytes?: string }) {
  const now = { ...job };
  let looks = 0;
  const toJob = () => ({
    fid: 'a',
    status: now.status,
    mp3: now.sha256 === undefined ? null : { sha256: now.sha256 },
  });
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/download')) {
      response.writeHead(now.bytes === undefined ? 409 : 200).end(now.bytes);
    } else if (request.url === '/jobs/a') response.end(JSON.stringify(toJob()));
    else {
      looks += 1;
      response.end(JSON.stringify({ jobs: [toJob()] }));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const onlooker = startOnlooker(url, () => [customer]);
  onTestFinished(async () => {
    await onlooker.close();
    server.close();
  });
  /** Two more looks begin: one of them began after this was called, and has ended. */
  const look = () => {
    const before = looks;
    return vi.waitFor(() => expect(looks).toBeGreaterThanOrEqual(before + 2), { timeout: 20_000 });
  };
  await look();
  return { now, look, breaches: () => [...new Set(onlooker.takeBreaches())] };
}

it('has nothing to say of a job that becomes a whole MP3', async () => {
  const { now, look, breaches } = await lookAt({ status: 'converting' });
  Object.assign(now, { status: 'converted', bytes: 'whole', sha256: hash('whole') });
  await look();
  expect(breaches()).toEqual([]);
});

it('sees a download that is not what the job says', async () => {
  const { breaches } = await lookAt({ status: 'converted', bytes: 'who', sha256: hash('whole') });
  expect(breaches()).toEqual(['a gave 3 bytes that are not its MP3']);
});

it('sees a download of what is not finished', async () => {
  const { breaches } = await lookAt({ status: 'converting', bytes: 'whole' });
  expect(breaches()).toEqual(['a is converting, and could be downloaded']);
});

it('sees what had ended go on', async () => {
  const { now, look, breaches } = await lookAt({ status: 'failed' });
  now.status = 'stored';
  await look();
  expect(breaches()).toEqual(['a had ended as failed, and was stored later']);
});
