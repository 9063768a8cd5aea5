import { createBrowser } from '@vc/local/testing/push-browser.ts';
import { failIfAny } from '../breaches.ts';
import { json, outcomeOf } from '../http.ts';
import type { World } from '../world.ts';

const REFUSED = '422 unacceptable-url';

/** URLs that show by themselves that they lead nowhere public. */
const URLS: readonly string[] = [
  'https://localhost:8443/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://0x7f.1/',
  'https://127.0.0.1./',
  'https://１２７.0.0.1/',
  'https://0/',
  'https://0.0.0.0/',
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://192.168.0.1/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://[::]/',
  'https://[::1]/',
  'https://[fe80::1]/',
  'https://[fc00::1]/',
  'https://[fd00:ec2::254]/',
  'https://[ff02::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'http://public.example/',
  'https://public.example:22/',
  'https://user:password@public.example/',
  'https://public.example@127.0.0.1/',
];

/** Sets each as a webhook and as a push endpoint: all are refused at once, and what was set before stays. */
export async function refuseUrls(world: World): Promise<string> {
  const customer = await world.newCustomer();
  const { keys } = createBrowser();
  const before = await customer.call(
    json('PUT', '/me/notifications', { webhook: 'https://public.example/' }),
  );
  if (before.status !== 200) throw new Error(`A public webhook is refused: ${before.body}`);
  const breaches: string[] = [];
  for (const url of URLS) {
    const answers = {
      webhook: await customer.call(json('PUT', '/me/notifications', { webhook: url })),
      'push endpoint': await customer.call(json('PUT', '/me/push-subscriptions', { endpoint: url, keys })),
    };
    for (const [what, answer] of Object.entries(answers)) {
      if (outcomeOf(answer) !== REFUSED)
        breaches.push(`${url} as ${what} is answered by ${outcomeOf(answer)} instead of ${REFUSED}.`);
    }
  }
  const after = JSON.parse((await customer.call({ path: '/me/notifications' })).body.toString());
  if (after.webhook.url !== 'https://public.example/' || after.push.subscriptions !== 0)
    breaches.push(`A refused URL changed what was set: ${JSON.stringify(after)}.`);
  failIfAny(breaches);
  return `${URLS.length} URLs, as webhook and as push endpoint`;
}
