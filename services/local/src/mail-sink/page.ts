import type { Mail } from './mail.ts';

/** The page that lists the mails, the newest first. */
export function listPage(mails: readonly Mail[]): string {
  const rows = mails.toReversed().map(
    mail => `<tr><td>${escapeHtml(time(mail))}</td><td>${escapeHtml(mail.to.join(', '))}</td>
<td><a href="/mails/${escapeHtml(mail.id)}">${escapeHtml(mail.subject || '(no subject)')}</a></td></tr>`,
  );
  const table = `<table><tr><th>received</th><th>to</th><th>subject</th></tr>${rows.join('\n')}</table>`;
  return page(
    'Mails',
    `<h1>Mails</h1>${mails.length > 0 ? table : '<p>None yet. This page looks again every three seconds.</p>'}`,
    '<meta http-equiv="refresh" content="3">',
  );
}

/** The page of one mail; its HTML part comes from {@link htmlPart} in a frame that may run and load nothing. */
export function mailPage(mail: Mail): string {
  const frame = `<h2>HTML</h2>
<iframe sandbox="${SANDBOX}" src="/mails/${escapeHtml(mail.id)}/html" title="HTML part"></iframe>`;
  return page(
    mail.subject,
    `<p><a href="/">All mails</a></p><h1>${escapeHtml(mail.subject || '(no subject)')}</h1>
<p>From ${escapeHtml(mail.from)}<br>To ${escapeHtml(mail.to.join(', '))}<br>${escapeHtml(time(mail))} · ${escapeHtml(mail.messageId)}</p>
${mail.html ? frame : ''}
<h2>Text</h2><pre>${withLinks(mail.text)}</pre>`,
  );
}

/** What a frame with somebody's HTML may do: open its links elsewhere, and nothing more. */
const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';

/** Content-Security-Policy of the HTML part, which holds when it is opened outside of the frame, too. */
export const HTML_PART_POLICY = `sandbox ${SANDBOX}; default-src 'none'; img-src data:; style-src 'unsafe-inline'`;

/** Content-Security-Policy of our own pages. */
export const PAGE_POLICY = `default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'`;

/** The HTML part as it was sent; links open in a tab of their own. */
export function htmlPart(mail: Mail): string {
  return `<base target="_blank">${mail.html}`;
}

function page(title: string, body: string, head = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">${head}<title>${escapeHtml(title)}</title><style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
td, th { text-align: left; padding: 0.2rem 1rem 0.2rem 0 } pre { white-space: pre-wrap; overflow-wrap: anywhere }
iframe { width: 100%; height: 24rem; border: 1px solid #bbb; background: #fff }
</style></head><body>${body}</body></html>`;
}

function withLinks(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((part, index) => {
      const escaped = escapeHtml(part);
      return index % 2 === 1
        ? `<a href="${escaped}" target="_blank" rel="noreferrer">${escaped}</a>`
        : escaped;
    })
    .join('');
}

function time(mail: Mail): string {
  return mail.receivedAt.replace('T', ' ').slice(0, 19);
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character] ?? character);
}
