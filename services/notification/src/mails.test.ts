import { describe, expect, it } from 'vitest';
import { completedMail, confirmationMail, failedMail, formatDuration } from './mails.ts';

const fid = '01932c07-209e-7c58-8c5a-ffb3c83ca9f5';
const url = 'https://mp3.example.org';
const job = { name: 'holiday.mp4', size: 84_000, duration: 5.3, error: null };

describe('the mail of a finished conversion', () => {
  it('names the file, its length and id, and how to get it', () => {
    const { subject, text, html } = completedMail(job, fid, url);
    expect(subject).toBe('Your MP3 is ready: holiday.mp4');
    expect(text).toBe(`“holiday.mp4” has been converted (0:05).

Download it, while you are logged in:
${url}/download?fid=${fid}

Or from the command line, with your token:
curl --output video.mp3 -H 'Authorization: Bearer <JWT>' "${url}/download?fid=${fid}"

File id: ${fid}
`);
    expect(html).toContain(`<a href="${url}/download?fid=${fid}">`);
    expect(html).toContain('Bearer &lt;JWT&gt;');
  });

  it('cannot be changed by a file name', () => {
    const name = '"><script>alert(1)</script>&\r\nBcc: victim@example.org\r\n\r\n.mp4';
    const { subject, text, html } = completedMail({ ...job, name }, fid, url);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).not.toMatch(/^Bcc:/m);
    expect(html).not.toContain('<script>');
    expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;');
  });

  it('shows a name as it is that a mail program would decode', () => {
    const { subject } = completedMail({ ...job, name: '=?utf-8?q?=0D=0ABcc=3A_a=40b.c?=' }, fid, url);
    expect(subject).not.toContain('=?');
    expect(subject.replaceAll('\u200b', '')).toBe('Your MP3 is ready: =?utf-8?q?=0D=0ABcc=3A_a=40b.c?=');
  });
});

describe('the mail of a failed conversion', () => {
  it('says why', () => {
    const error = { code: 'no-audio', detail: 'The video has no audio track.' } as const;
    const { subject, text } = failedMail({ ...job, error }, fid, url);
    expect(subject).toBe('Your video could not be converted: holiday.mp4');
    expect(text).toContain('The video has no audio track.');
    expect(text).toContain(fid);
    expect(text).not.toContain('/retry');
  });

  it('says how to try again where that may help', () => {
    const error = { code: 'gave-up', detail: 'The conversion was interrupted five times.' } as const;
    expect(failedMail({ ...job, error }, fid, url).text).toContain(`"${url}/jobs/${fid}/retry"`);
  });
});

it('confirms an address by a link', () => {
  expect(confirmationMail('a+b/c=', url).text).toContain(`\n${url}/confirm?token=a%2Bb%2Fc%3D\n`);
});

it.each([
  [5.3, '0:05'],
  [59.6, '1:00'],
  [3723, '1:02:03'],
])('shows %d s as %s', (seconds, shown) => {
  expect(formatDuration(seconds)).toBe(shown);
});
