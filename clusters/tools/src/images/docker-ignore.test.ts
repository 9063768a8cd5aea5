import { expect, it } from 'vitest';
import { isIgnored } from './docker-ignore.ts';

const DOCKER_IGNORE = `# Nothing but
*
!services

**/*.md
**/test
services/local
`;

it.each([
  ['README.md', true],
  ['apps/service/values.yaml', true],
  ['services/auth/src/main.ts', false],
  ['services/auth/README.md', true],
  ['services/auth/test/login/a.ts', true],
  ['services/local/src/start.ts', true],
  ['services/latest/test.ts', false],
])('says of %s whether it is ignored: %s', (path, ignored) => {
  expect(isIgnored(path, DOCKER_IGNORE)).toBe(ignored);
});
