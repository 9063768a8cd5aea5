import { failIfAny } from '../breaches.ts';
import { logIn, newAddress, register } from '../customer.ts';
import { json, outcomeOf, patiently, type Sent, send } from '../http.ts';
import type { World } from '../world.ts';

const MEGABYTE = 'x'.repeat(1_000_000);

/** Spellings that look alike: each is an account of its own, opened by its own password alone. */
const ALIKE = [
  'ada@example.net',
  'аda@example.net', // Cyrillic а
  'аdа@example.net',
  'ad\u0430@example.net',
  'ada@exаmple.net',
  'ａda@example.net', // full width
  'ada\u200b@example.net', // zero-width space
  'ad\u0301a@example.net', // combining accent
  'renée@example.net',
  'rene\u0301e@example.net', // the same letter in two code points
  'straße@example.net',
  'strasse@example.net',
];

/** E-mails of one account: case does not count, for the database as for people. */
const SAME = [
  ['Grace@Example.net', 'grace@example.net', 'GRACE@EXAMPLE.NET'],
  ['kelvin@example.net', '\u212aelvin@example.net'], // the sign for Kelvin, whose lower case is k
];

/** Credentials that are no credentials: answered as such, quickly and without trouble. */
export async function tryMalformedCredentials(world: World): Promise<string> {
  const { email, password, ...customer } = await world.newCustomer();
  const basic = (user: string, secret: string): Sent => ({
    method: 'POST',
    path: '/login',
    headers: { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` },
  });
  const authorization = (value: string): Sent => ({
    method: 'POST',
    path: '/login',
    headers: { authorization: value },
  });
  const change = (body: object): Sent => ({
    ...json('PUT', '/me/password', body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${customer.token}` },
  });
  const cases: [name: string, request: Sent, expected: string][] = [
    ['a password of 1 MB', basic(email, MEGABYTE), '431'],
    ['a password of 5 kB', basic(email, 'x'.repeat(5_000)), '401 bad-credentials'],
    ['an e-mail of 5 kB', basic('x'.repeat(5_000), password), '401 bad-credentials'],
    ['an empty password', basic(email, ''), '401 bad-credentials'],
    ['a NUL in the password', basic(email, `${password}\0`), '401 bad-credentials'],
    ['a NUL in the e-mail', basic(`${email}\0`, password), '401 bad-credentials'],
    ['a lone surrogate', basic('\ud800', '\udfff'), '401 bad-credentials'],
    [
      'bytes that are no UTF-8',
      authorization(`Basic ${Buffer.from([0xff, 0x3a, 0xfe]).toString('base64')}`),
      '401 bad-credentials',
    ],
    [
      'no colon',
      authorization(`Basic ${Buffer.from('nobody').toString('base64')}`),
      '401 credentials-missing',
    ],
    ['no base64', authorization('Basic {"$gt":""}'), '401 credentials-missing'],
    ['nothing', { method: 'POST', path: '/login' }, '401 credentials-missing'],
    [
      'a one-time code of 1 kB',
      {
        ...basic(email, password),
        headers: { ...basic(email, password).headers, 'x-otp': '1'.repeat(1_000) },
      },
      '400 malformed',
    ],
    ['a new password of 1 MB', change({ current: password, password: MEGABYTE }), '400 malformed'],
    ['a current password of 1 MB', change({ current: MEGABYTE, password: 'long enough' }), '400 malformed'],
    ['a body of 2 MB', change({ current: password, password: MEGABYTE + MEGABYTE }), '413 too-large'],
    [
      'a new password that is an object',
      change({ current: password, password: { $gt: '' } }),
      '400 malformed',
    ],
    [
      'a registration of 1 MB',
      json('POST', '/register', { email: MEGABYTE, password: 'long enough' }),
      '400 malformed',
    ],
    [
      'a NUL in a registration',
      json('POST', '/register', { email: 'a\0b@example.org', password: 'long enough' }),
      '400 malformed',
    ],
  ];
  const breaches: string[] = [];
  for (const [name, request, expected] of cases) {
    const found = await send(world.port, { ...request, from: newAddress() }).then(outcomeOf, error =>
      String(error.message),
    );
    if (found !== expected) breaches.push(`${name}: ${found} instead of ${expected}.`);
  }
  failIfAny(breaches);
  return `${cases.length} kinds of credentials`;
}

/** Opens an account under each spelling, and tries the password of each on the next. */
export async function tryLookalikes({ port }: Pick<World, 'port'>): Promise<string> {
  const breaches: string[] = [];
  const spellings = [...new Set(ALIKE)];
  const passwordOf = (index: number) => `password number ${index % spellings.length}`;
  for (const [index, email] of spellings.entries()) await register(port, email, passwordOf(index));
  for (const [index, email] of spellings.entries()) {
    const statusWith = async (password: string) =>
      (await patiently(() => logIn(port, email, password))).status;
    if ((await statusWith(passwordOf(index))) !== 200) breaches.push(`${email} cannot log in.`);
    if ((await statusWith(passwordOf(index + 1))) !== 401) breaches.push(`${email} logs in as another.`);
  }
  for (const [first = '', ...others] of SAME) {
    await register(port, first, 'one password');
    for (const email of others) breaches.push(...(await tryAgain(port, first, email)));
  }
  failIfAny(breaches);
  return `${spellings.length} spellings, ${SAME.flat().length} cases of ${SAME.length}`;
}

/** An e-mail that is another's but for its case: it is taken, and logs in to that account. */
async function tryAgain(port: number, first: string, email: string): Promise<string[]> {
  const registration = json('POST', '/register', { email, password: 'another password' });
  const again = outcomeOf(await send(port, { ...registration, from: newAddress() }));
  const login = outcomeOf(await patiently(() => logIn(port, email, 'one password')));
  return [
    ...(again === '409 email-taken' ? [] : [`${email} beside ${first} is registered: ${again}.`]),
    ...(login === '200' ? [] : [`${email} does not log in to ${first}: ${login}.`]),
  ];
}
