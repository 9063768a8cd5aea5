/** Whether a broker listens for AMQP and has no alarm, as its management API says. */
export async function isBrokerReady(apiUrl: string, amqpPort: number): Promise<boolean> {
  const checks = [`port-listener/${amqpPort}`, 'local-alarms'];
  try {
    const answers = await Promise.all(
      checks.map(check => callManagement(apiUrl, 'GET', `/api/health/checks/${check}`)),
    );
    return answers.every(({ ok }) => ok);
  } catch {
    return false; // nobody listens yet
  }
}

/** Calls RabbitMQ's management API with the credentials of its URL, which fetch itself refuses to take. */
export async function callManagement(
  apiUrl: string,
  method: string,
  path: string,
  body?: object,
): Promise<Response> {
  const url = new URL(path, apiUrl);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return await fetch(url, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(5_000),
  });
}
