import { verify } from 'node:crypto';
import { createAuthenticate } from '../../gateway/src/identity/authenticate.ts';
import { buildTestApp, keyRingOf } from '../../gateway/test/support/app.ts';
import { createSigningKey, signToken } from '../../gateway/test/support/tokens.ts';
import { hold, type Part } from './part.ts';

const CHECKS_A_RUN = 5_000;

/** Whether a request may in, by a token that was there before, against the bare check of its signature. */
export const tokens: Part = {
  name: 'tokens',
  async run(bench) {
    const key = createSigningKey();
    const token = signToken(key);
    const [head, body, signature = ''] = token.split('.');
    const [signed, proof] = [Buffer.from(`${head}.${body}`), Buffer.from(signature, 'base64url')];

    const keyRing = keyRingOf(key);
    const app = await buildTestApp({ keyRing });
    const authenticate = createAuthenticate({
      keyRing,
      publicUrl: 'http://video.test',
      cookieName: 'session',
    });
    app.get('/bench', async request => {
      const check = () => authenticate(request);
      await timeOnce(check); // compiled code before it is measured
      return hold(bench, {
        baseline: () => timeOnce(async () => verify(null, signed, key.publicKey, proof)),
        ours: () => timeOnce(check),
      });
    });
    const answer = await app.inject({ url: '/bench', headers: { authorization: `Bearer ${token}` } });
    await app.close();
    const what = 'a request’s token: bare Ed25519 check, authentication of one seen before (CPU)';
    return [{ what, unit: 'µs', figures: answer.json(), aim: { oursAtMost: 30 } }];
  },
};

/** CPU time of one call, which other programs change less than its duration, in microseconds. */
async function timeOnce(call: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let calls = 0; calls < CHECKS_A_RUN; calls += 1) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CHECKS_A_RUN;
}
