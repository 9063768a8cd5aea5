/** One server-sent event (WHATWG HTML, 9.2.5); JSON has no line ends, so its data is one line. */
export function formatEvent(event: string, data: object, id?: string): string {
  return `${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Keeps proxies and clients from thinking that a silent stream is dead. */
export const HEARTBEAT = ': heartbeat\n\n';

/** After a lost connection clients wait for so many milliseconds. */
export const RETRY = 'retry: 2000\n\n';
