import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Rabbitmq } from '@vc/local/datastores/datastore.ts';
import { createVhost, type Own, startOwnRabbitmq, testStack } from '@vc/local/testing/stack.ts';
import { expect, onTestFinished, test } from 'vitest';
import { brokerAt, passwords } from './broker.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

type Run = { code: number; lines: { subject?: string; msg: string; changes?: number }[]; errors: string };

/** Runs the job to its end. */
function run(env: NodeJS.ProcessEnv): Promise<Run> {
  return new Promise(resolve => {
    execFile(process.execPath, [MAIN], { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      const lines = stdout
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line));
      resolve({ code: error ? Number(error.code) : 0, lines, errors: stderr });
    });
  });
}

function environment({ url, apiUrl }: { url: string; apiUrl: string }): NodeJS.ProcessEnv {
  const { gateway, converter, notification } = passwords();
  return {
    RABBITMQ_URL: url,
    RABBITMQ_API_URL: apiUrl,
    GATEWAY_PASSWORD: gateway,
    CONVERTER_PASSWORD: converter,
    NOTIFICATION_PASSWORD: notification,
  };
}

test('it says what it made and what was right, and ends with 0', async () => {
  const env = environment(await createVhost());
  const first = await run(env);
  expect(first.code).toBe(0);
  expect(first.lines).toContainEqual(expect.objectContaining({ subject: 'queue video', msg: 'created' }));
  const second = await run(env);
  expect(second.code).toBe(0);
  expect(second.lines).toContainEqual(
    expect.objectContaining({ subject: 'queue video', msg: 'right already' }),
  );
  expect(second.lines.at(-1)).toMatchObject({ changes: 0, msg: 'the broker is as it should be' });
  for (const secret of Object.values(passwords())) expect(JSON.stringify(first.lines)).not.toContain(secret);
});

test('it waits for a broker that starts later', async () => {
  const server: Own<Rabbitmq> = await startOwnRabbitmq();
  onTestFinished(() => server.remove());
  await server.stop();
  const job = run(environment(server));
  await server.start();
  expect((await job).code).toBe(0);
});

test('it gives up on a broker that stays away, with a sentence', async () => {
  const away = { url: 'amqp://admin:secret@127.0.0.1:1', apiUrl: 'http://admin:secret@127.0.0.1:1' };
  const { code, lines } = await run({ ...environment(away), WAIT_SECONDS: '1' });
  expect(code).toBe(1);
  expect(lines.at(-1)?.msg).toBe('the broker could not be set up');
});

test('it does not wait when the administrator is refused', async () => {
  const url = new URL(testStack().rabbitmqApiUrl);
  url.password = 'wrong';
  const { code, lines } = await run({
    ...environment({ url: testStack().rabbitmqUrl, apiUrl: url.href }),
    WAIT_SECONDS: '600',
  });
  expect(code).toBe(1);
  expect(JSON.stringify(lines.at(-1))).toContain('401');
});

test('it refuses to lose messages, with a sentence and an exit code', async () => {
  const vhost = await createVhost();
  const { api, vhost: name } = brokerAt(vhost.url, vhost.apiUrl);
  await api.put(['queues', name, 'video'], { durable: true });
  await api.post(['exchanges', name, 'amq.default', 'publish'], {
    routing_key: 'video',
    properties: {},
    payload: 'an older message',
    payload_encoding: 'string',
  });
  const { code, lines } = await run(environment(vhost));
  expect(code).toBe(1);
  expect(lines.at(-1)?.msg).toContain('holds 1 message(s)');
});

test('an unusable configuration is told in one message', async () => {
  const { code, errors } = await run({ RABBITMQ_URL: '', GATEWAY_PASSWORD: 'short' });
  expect(code).toBe(78);
  expect(errors).toContain('RABBITMQ_API_URL is not set');
  expect(errors).not.toContain('short\n');
});
