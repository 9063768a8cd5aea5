/** Runs in the pod of a service, with its own login to the media store: tries that one and wrong ones, and prints what came of each. */
import { readFileSync } from 'node:fs';
import { MongoClient } from 'mongodb';

const url = new URL(readFileSync(process.env.MONGODB_URL_FILE ?? '', 'utf8').trim());

/** Reads, as somebody. */
async function attempt(username: string, password: string): Promise<string> {
  const login = new URL(url);
  login.username = username;
  login.password = password;
  if (!username) login.searchParams.delete('authSource');
  const client = new MongoClient(login.href, { serverSelectionTimeoutMS: 20_000 });
  try {
    await client.db('media').collection('videos.files').findOne({});
    return 'allowed';
  } catch (error) {
    const { code, message } = error as Error & { code?: number };
    // AuthenticationFailed, Unauthorized
    return code === 18 || code === 13 ? 'refused' : `${code} ${message}`;
  } finally {
    await client.close();
  }
}

console.log(
  JSON.stringify({
    'its own login': await attempt(url.username, url.password),
    'a wrong password': await attempt(url.username, 'wrong-password'),
    'another’s name': await attempt('root', url.password),
    'an unknown user': await attempt('intruder', url.password),
    'no login': await attempt('', ''),
  }),
);
