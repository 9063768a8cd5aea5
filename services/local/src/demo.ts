import { createWriteStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { DemoClient } from './demo/client.ts';
import { logIn } from './demo/client.ts';
import { findRunning } from './product/installation.ts';
import { createProgress } from './progress.ts';
import { exitWith, SetupError } from './setup-error.ts';

// `npm run demo [video]`: what a user does, by the public API alone: log in, upload, watch, download.
const SAMPLE = fileURLToPath(new URL('../../converter/test/media/bigbuckbunny.mp4', import.meta.url));

try {
  // npm changes into the repository: INIT_CWD is where the user typed the command.
  const video = process.argv[2] ? resolve(process.env.INIT_CWD ?? '.', process.argv[2]) : SAMPLE;
  await access(video).catch(() => {
    throw new SetupError(`There is no file ${video}.`);
  });
  await convert(video);
} catch (error) {
  exitWith(error);
}

async function convert(video: string): Promise<void> {
  const { url, mailUrl, email, password } = await findRunning();
  const progress = createProgress();
  const client = await progress.step(`log in as ${email}`, () => logIn(url, email, password));
  const started = new Date();
  const { fid } = await progress.step(`upload ${parse(video).base}`, detail =>
    client.upload(video, share => detail(toPercent(share))),
  );
  await progress.step('convert', detail => waitUntilEnded(client, fid, started, detail));
  const mp3 = join(parse(video).dir, `${parse(video).name}.mp3`);
  await progress.step('download', async () => pipeline(await client.download(fid), createWriteStream(mp3)));
  process.stdout.write(`\n${mp3}\nfid ${fid}; the mail is at ${mailUrl}\n`);
}

async function waitUntilEnded(
  client: DemoClient,
  fid: string,
  since: Date,
  detail: (text: string) => void,
): Promise<void> {
  for await (const { event, data } of client.watch(since)) {
    if (data.fid !== fid) continue;
    if (event === 'progress') detail(toPercent(Number(data.progress)));
    if (data.status === 'converted') return;
    if (data.status === 'failed') {
      throw new SetupError(`The conversion failed: ${(data.error as { detail: string }).detail}`);
    }
    if (event === 'deleted' || data.status === 'canceled') throw new SetupError('The job was canceled.');
  }
  throw new SetupError('The event stream ended before the job did; is npm start still running?');
}

function toPercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
