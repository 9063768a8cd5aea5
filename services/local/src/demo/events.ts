/** One event of a stream of server-sent events, its data parsed. */
export interface ServerSentEvent {
  event: string;
  data: Record<string, unknown>;
}

/** Reads a stream of server-sent events whose data are JSON on one line, as the gateway sends them. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map(text.slice(0, end).split('\n').map(toField));
      text = text.slice(end + 2);
      const data = fields.get('data');
      if (data)
        yield { event: fields.get('event') ?? 'message', data: JSON.parse(data) as Record<string, unknown> };
    }
  }
}

function toField(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}
