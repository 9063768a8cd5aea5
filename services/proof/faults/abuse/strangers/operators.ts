import { failIfAny } from '../breaches.ts';
import { json, outcomeOf, type Sent } from '../http.ts';
import type { Operation } from '../operations.ts';
import type { World } from '../world.ts';

const FID = '01a0b1c2-0000-7000-8000-000000000000';

/** What stands for an id and is none. */
const IDS: readonly string[] = [
  '%00',
  `${FID}%00`,
  `%00${FID}`,
  '..',
  '%2e%2e%2fme',
  '$ne',
  '{"$ne":null}',
  "1'%20or%20'1'='1",
  FID.toUpperCase(),
  `{${FID}}`,
  `${FID}${FID}`,
  'x'.repeat(4_000),
  '%ff%fe',
  '%ED%A0%80',
  'null',
  '-1',
];

/** Queries that a lenient parser makes operators, arrays or objects of. */
const QUERIES: readonly string[] = [
  'fid[$ne]=',
  'fid[$gt]=&fid[$lt]=z',
  'fid[]=a',
  `fid=${FID}&fid=${FID}`,
  `fid[0]=${FID}`,
  'fid.$ne=1',
  '__proto__[fid]=1',
  'constructor[prototype][fid]=1',
  'fid=%00',
  'fid=',
  'fid',
  '',
];

const BODIES: readonly unknown[] = [
  { $gt: '' },
  { $ne: null },
  ['a'],
  [[]],
  null,
  true,
  1e308,
  '\0',
  { toString: 1 },
];

/** Refused as what was not found, or as what is malformed. */
const REFUSED = ['400 malformed', '404 not-found', '414 refused'];

/** Sends operators, lists and NULs wherever an operation takes a value: 400 or 404, and never a look at anybody's rows. */
export async function tryOperators(world: World): Promise<string> {
  const customer = await world.newCustomer();
  const requests = world.operations.filter(({ isProtected }) => isProtected).flatMap(malformedRequests);
  const breaches: string[] = [];
  for (const { name, request, allowed } of requests) {
    const answer = await customer.call(request).catch(error => error as Error);
    const outcome = answer instanceof Error ? answer.message : outcomeOf(answer);
    // A HEAD has no body to tell the code.
    const isRefused =
      request.method === 'HEAD' ? /^40[04]$/.test(outcome) : [...REFUSED, ...allowed].includes(outcome);
    if (!isRefused) breaches.push(`${name}: ${outcome}.`);
  }
  failIfAny(breaches);
  return `${requests.length} requests`;
}

type MalformedRequest = { name: string; request: Sent; allowed: string[] };

function malformedRequests(operation: Operation): MalformedRequest[] {
  const { name, method, path, fidIn, query, bodyProperties } = operation;
  const at = (asked: string, headers = {}): MalformedRequest => ({
    name: `${method} ${asked.slice(0, 100)}`,
    request: { method, path: asked, headers },
    allowed: [],
  });
  const inPath = fidIn === 'path' ? IDS.map(id => at(path.replace('{fid}', id))) : [];
  const inQuery =
    fidIn === 'query' ? [...QUERIES, ...IDS.map(id => `fid=${id}`)].map(text => at(`${path}?${text}`)) : [];
  const others = query
    .filter(parameter => parameter !== 'fid' && path !== '/upload')
    .flatMap(parameter => [`${parameter}[$ne]=1`, `${parameter}=%00`, `${parameter}=a&${parameter}=b`])
    .map(text => ({ ...at(`${path}?${text}`), allowed: text.includes('[') ? ['200'] : [] })); // an unknown parameter
  const inBody = bodyProperties.flatMap(property =>
    BODIES.map(value => ({
      name: `${name} with ${property}: ${JSON.stringify(value)}`,
      request: json(method, path, { [property]: value }),
      allowed: allowedInBody(property, value),
    })),
  );
  return [...inPath, ...inQuery, ...others, ...inBody];
}

/** Values that are of the right type: channels take booleans, a webhook may be switched off, any text may be a password. */
function allowedInBody(property: string, value: unknown): string[] {
  if (property === 'webhook' && value === null) return ['200'];
  if (property === 'current' && typeof value === 'string') return ['401 bad-credentials'];
  return (property === 'email' || property === 'push') && value === true ? ['200'] : [];
}
