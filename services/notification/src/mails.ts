import type { EndedJobContent } from './schema.ts';

/** What a mail says, without addresses. */
export type MailText = { subject: string; text: string; html: string };

/** The mail that a conversion has succeeded. `url` of the gateway, without a slash at its end. */
export function completedMail(job: EndedJobContent, fid: string, url: string): MailText {
  const link = downloadLink(url, fid);
  const length = job.duration === null ? '' : ` (${formatDuration(job.duration)})`;
  return compose(`Your MP3 is ready: ${job.name}`, [
    `“${job.name}” has been converted${length}.`,
    { label: 'Download it, while you are logged in:', link },
    {
      label: 'Or from the command line, with your token:',
      code: `curl --output video.mp3 -H 'Authorization: Bearer <JWT>' "${link}"`,
    },
    `File id: ${fid}`,
  ]);
}

/** The mail that a conversion has failed for good. */
export function failedMail(job: EndedJobContent, fid: string, url: string): MailText {
  const mayRetry = job.error?.code === 'gave-up';
  return compose(`Your video could not be converted: ${job.name}`, [
    `“${job.name}” could not be converted.`,
    job.error?.detail ?? 'The reason is not known.',
    ...(mayRetry
      ? [
          {
            label: 'This was our fault rather than the file’s. You may try again:',
            code: `curl -X POST -H 'Authorization: Bearer <JWT>' "${url}/jobs/${fid}/retry"`,
          },
        ]
      : []),
    `File id: ${fid}`,
  ]);
}

/** The mail whose link confirms an address. */
export function confirmationMail(token: string, url: string): MailText {
  return compose('Confirm your e-mail address', [
    'Somebody, hopefully you, has registered with this address.',
    { label: 'Confirm it to be told when your conversions are ready:', link: confirmationLink(url, token) },
    'If it was not you, ignore this mail: nothing more will come.',
  ]);
}

/** Where the MP3 of a job is downloaded. */
export const downloadLink = (url: string, fid: string) => `${url}/download?fid=${fid}`;

const confirmationLink = (url: string, token: string) => `${url}/confirm?token=${encodeURIComponent(token)}`;

/** `1:02:03` or `2:03`, rounded to seconds. */
export function formatDuration(seconds: number): string {
  const total = Math.round(seconds);
  const parts = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

type Paragraph = string | { label: string; link: string } | { label: string; code: string };

function compose(subject: string, paragraphs: Paragraph[]): MailText {
  return {
    subject: asItIs(oneLine(subject)),
    text: `${paragraphs.map(asText).join('\n\n')}\n`,
    html: `<!doctype html>\n<html lang="en"><body style="font: 16px/1.5 sans-serif">\n${paragraphs.map(asHtml).join('\n')}\n</body></html>\n`,
  };
}

function asText(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return oneLine(paragraph);
  return `${paragraph.label}\n${'link' in paragraph ? paragraph.link : paragraph.code}`;
}

function asHtml(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return `<p>${escapeHtml(oneLine(paragraph))}</p>`;
  const label = escapeHtml(paragraph.label);
  if ('code' in paragraph) return `<p>${label}</p>\n<pre>${escapeHtml(paragraph.code)}</pre>`;
  const link = escapeHtml(paragraph.link);
  return `<p>${label}<br><a href="${link}">${link}</a></p>`;
}

/** A file name must not begin a new header or a new paragraph. */
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ');

/** A file name like `=?utf-8?q?…?=` would be decoded by the mail program (RFC 2047), line breaks and all: a space of no width prevents it. */
const asItIs = (text: string) => text.replaceAll('=?', '=\u200b?');

const HTML_ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, character => HTML_ENTITIES[character] ?? '');
