/** Tries to log in. @returns the status of the answer */
export async function logIn(url: string, email: string, password: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`;
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { authorization, connection: 'close' },
  });
  await answer.body?.cancel();
  return answer.status;
}
