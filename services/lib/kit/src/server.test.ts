import { pino } from 'pino';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { createServer } from './server.ts';
import { traceHeaders, traceIds } from './telemetry.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${TRACE}-b7ad6b7169203331-01`;

function serverWithLog() {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ mixin: traceIds }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const server = createServer(log);
  server.post('/things/:id', { schema: { body: Type.Object({ a: Type.Number() }) } }, async () =>
    traceHeaders(),
  );
  server.get('/broken', async () => {
    throw new Error('bug');
  });
  return { server, lines };
}

test('a request is one line, with the route instead of the path, in the trace of its caller', async () => {
  const { server, lines } = serverWithLog();
  const response = await server.inject({
    method: 'POST',
    url: '/things/5?token=secret',
    headers: { traceparent },
    payload: { a: 1 },
  });
  expect(response.json()).toEqual({ traceparent });
  expect(lines).toEqual([
    expect.objectContaining({
      method: 'POST',
      route: '/things/:id',
      status: 200,
      trace_id: TRACE,
      msg: 'answered',
    }),
  ]);
  expect(JSON.stringify(lines)).not.toContain('secret');
});

test('a request without a trace begins one', async () => {
  const { server, lines } = serverWithLog();
  await server.inject({
    method: 'POST',
    url: '/things/5',
    payload: { a: 1 },
    headers: { traceparent: 'nonsense' },
  });
  expect(lines[0]?.trace_id).toMatch(/^[0-9a-f]{32}$/);
});

test('a failure of ours is logged once, with its cause, beside the line of the request', async () => {
  const { server, lines } = serverWithLog();
  await server.inject('/broken');
  expect(lines.map(line => line.msg)).toEqual(['request failed', 'answered']);
  expect(lines[0]?.err).toMatchObject({ message: 'bug' });
});
