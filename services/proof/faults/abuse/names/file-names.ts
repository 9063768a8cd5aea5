import type { Job } from '@vc/contracts/job.ts';
import { type Form, formWithBoundary, videoForm } from '../../../../gateway/test/support/form.ts';
import { failIfAny } from '../breaches.ts';
import type { Customer } from '../customer.ts';
import { outcomeOf } from '../http.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

/** What stands between the quotes of `filename="…"`, what the job is called, and what the download is called. */
const NAMES: readonly (readonly [sent: string, job: string, mp3: string])[] = [
  ['', 'video', 'video.mp3'],
  ['.', 'video', 'video.mp3'],
  ['..', 'video', 'video.mp3'],
  ['...mp4', '...mp4', '...mp3'],
  ['.mp4', '.mp4', 'video.mp3'],
  ['../../etc/passwd', 'passwd', 'passwd.mp3'],
  ['..\\\\..\\\\boot.ini', 'boot.ini', 'boot.mp3'],
  ['/etc/', 'video', 'video.mp3'],
  ['a\\"b; filename=\\"c.mp4', 'a"b; filename="c.mp4', 'a"b; filename="c.mp3'],
  ["it's (100%) *.mp4", "it's (100%) *.mp4", "it's (100%) *.mp3"],
  ['invoice\u202egnp.mp4', 'invoicegnp.mp4', 'invoicegnp.mp3'],
  ['\u2066a\u2069\ufeff.mp4', 'a.mp4', 'a.mp3'],
  ['a\tb\u001b[31m\u007f.mp4', 'ab[31m.mp4', 'ab[31m.mp3'],
  ['a\u2028Bcc: b@example.org.mp4', 'aBcc: b@example.org.mp4', 'aBcc: b@example.org.mp3'],
  ['a%0D%0ABcc: b@example.org.mp4', 'a%0D%0ABcc: b@example.org.mp4', 'a%0D%0ABcc: b@example.org.mp3'],
  [
    '=?utf-8?q?=0D=0ABcc=3A_b=40example.org?=',
    '=?utf-8?q?=0D=0ABcc=3A_b=40example.org?=',
    '=?utf-8?q?=0D=0ABcc=3A_b=40example.mp3',
  ],
  ['<script>alert(1)</script>.mp4', 'script>.mp4', 'script>.mp3'],
  ['Überraschung 日本 🎬.mp4', 'Überraschung 日本 🎬.mp4', 'Überraschung 日本 🎬.mp3'],
  ['n'.repeat(4_096), 'n'.repeat(200), `${'n'.repeat(200)}.mp3`],
  ['🎬'.repeat(1_024), '🎬'.repeat(200), `${'🎬'.repeat(200)}.mp3`],
];

/** A line break is no part of any name: browsers and curl write `%0D%0A`, and the parser takes a part with one for none. */
const BROKEN_HEADERS: readonly string[] = [
  'filename="a\nBcc: b@example.org.mp4"',
  'filename="a\r\nBcc: b@example.org\r\n\r\n.mp4"',
  "filename*=utf-8''a%0D%0ABcc%3A%20b%40example.org.mp4",
];

/** Uploads a video under each name: accepted, and harmless in the list, the download and the mail. */
export async function tryFileNames(world: World, video: Buffer): Promise<string> {
  const breaches: string[] = [];
  let mails = 0;
  for (const [sent, name, mp3] of NAMES) {
    const customer = await world.newCustomer();
    const answer = await customer.uploadForm(videoForm(video, sent));
    const shown = JSON.stringify(sent.slice(0, 60));
    if (answer.status !== 202) {
      breaches.push(`${shown}: ${outcomeOf(answer)} instead of 202.`);
      continue;
    }
    const { fid } = JSON.parse(answer.body.toString()) as Job;
    const job = await customer.waitFor(fid, 'converted');
    if (job.name !== name) breaches.push(`${shown} is called ${JSON.stringify(job.name)}.`);
    breaches.push(...(await judgeDownload(customer, fid, mp3)).map(text => `${shown}: ${text}`));
    breaches.push(...(await judgeMail(world, customer, name)).map(text => `${shown}: ${text}`));
    mails += 1;
  }
  const customer = await world.newCustomer();
  for (const header of BROKEN_HEADERS) {
    const outcome = outcomeOf(await customer.uploadForm(formWithHeader(header, video)));
    if (!/^(202|400 (one-file-expected|malformed)|415 not-a-video)$/.test(outcome))
      breaches.push(`${JSON.stringify(header)}: ${outcome}.`);
  }
  const others = world.product.mailSink.mails('b@example.org');
  if (others.length > 0) breaches.push('A file name made a mail go to somebody else.');
  failIfAny(breaches);
  return `${NAMES.length} names, ${mails} mails, ${BROKEN_HEADERS.length} names with line breaks`;
}

async function judgeDownload(customer: Customer, fid: string, expected: string): Promise<string[]> {
  const { status, headers } = await customer.call({ method: 'HEAD', path: `/download?fid=${fid}` });
  const disposition = headers['content-disposition'] ?? '';
  const match =
    /^attachment; filename="([\x20-\x21\x23-\x5b\x5d-\x7e]*)"; filename\*=UTF-8''([\w!#$&+.^`|~%-]*)$/.exec(
      disposition,
    );
  if (status !== 200 || !match) return [`the download is called by ${JSON.stringify(disposition)}.`];
  const found = decodeURIComponent(match[2] ?? '');
  return found === expected ? [] : [`the download is called ${JSON.stringify(found)}.`];
}

async function judgeMail({ product }: World, customer: Customer, name: string): Promise<string[]> {
  const mail = await until(
    `${customer.email} has a mail`,
    async () => product.mailSink.mails(customer.email)[0],
  );
  const head = mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n'));
  const headers = head.split(/\r\n(?![ \t])/).map(line => line.slice(0, line.indexOf(':')).toLowerCase());
  const doubled = headers.filter((header, index) => headers.indexOf(header) !== index);
  // Text that a mail program would decode is shown as it is.
  const subject = `Your MP3 is ready: ${name}`.replaceAll('=?', '=\u200b?');
  return [
    ...(mail.to.length === 1 ? [] : [`its mail goes to ${mail.to.join()}.`]),
    ...(doubled.length === 0 && !headers.includes('bcc') && !headers.includes('cc')
      ? []
      : ['its mail has headers of the name’s.']),
    ...(mail.subject === subject ? [] : [`the subject of its mail is ${JSON.stringify(mail.subject)}.`]),
    ...(/<script/i.test(mail.html) ? ['its mail has a script.'] : []),
  ];
}

/** A form whose one part has a header as it is given. */
function formWithHeader(header: string, video: Buffer): Form {
  const form = formWithBoundary('names', { content: video });
  const [before, after] = [form.body.indexOf('name="file"'), form.body.indexOf('\r\n\r\n')];
  const body = Buffer.concat([
    form.body.subarray(0, before),
    Buffer.from(`name="file"; ${header}\r\nContent-Type: video/mp4`),
    form.body.subarray(after),
  ]);
  return { ...form, body };
}
