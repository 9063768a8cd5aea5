import { expect, it } from 'vitest';
import { readAttempts } from './attempts.ts';

it('knows who was reached, who is kept from us, and who is there but refuses', () => {
  const output = `10.66.0.2:8080 connected
10.66.0.3:5432 silence
10.66.0.4:1 No route to host
10.66.0.5:2 Connection refused
`;
  expect([...readAttempts(output)]).toEqual([
    ['10.66.0.2:8080', 'connects'],
    ['10.66.0.3:5432', 'kept out'],
    ['10.66.0.4:1', 'kept out'],
    ['10.66.0.5:2', 'Connection refused'],
  ]);
});
