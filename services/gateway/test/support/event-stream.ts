import { onTestFinished } from 'vitest';
import type { Gateway } from './gateway.ts';
import type { User } from './user.ts';

/** A server-sent event as a client reads it. */
export type ServerEvent = { event: string; id?: string; data: Record<string, unknown> };

/** An open event stream: what has come, and whether it has ended. */
export type ClientStream = { status: number; events: ServerEvent[]; isEnded: boolean; close(): void };

/** Opens `GET /events` and reads on until the test ends. */
export async function openEvents(gateway: Gateway, user: User, lastEventId?: string): Promise<ClientStream> {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const answer = await fetch(`${gateway.url}/events`, {
    headers: { authorization: user.authorization, ...(lastEventId && { 'last-event-id': lastEventId }) },
    signal: leaving.signal,
  });
  const stream: ClientStream = {
    status: answer.status,
    events: [],
    isEnded: false,
    close: () => leaving.abort(),
  };
  void readEvents(answer, stream).catch(() => {});
  return stream;
}

async function readEvents(answer: Response, stream: ClientStream): Promise<void> {
  let rest = '';
  for await (const text of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map(line => line.split(/: (.*)/s).slice(0, 2)));
      if (!fields.event) continue;
      stream.events.push({
        event: fields.event,
        data: JSON.parse(fields.data),
        ...(fields.id && { id: fields.id }),
      });
    }
  }
  stream.isEnded = true;
}
