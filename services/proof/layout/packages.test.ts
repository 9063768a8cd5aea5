import { packageRules } from './packages.ts';
import { testRule } from './rule-test.ts';

testRule(packageRules, 'every version in a package.json is exact', {
  wrong: {
    'package.json': '{"devDependencies":{"vitest":"^5.1.1"}}',
    'services/auth/package.json': '{"dependencies":{"fastify":"5.x"}}',
    'services/lib/kit/package.json': '{"optionalDependencies":{"pg":"latest"}}',
  },
  right: { 'package.json': '{"devDependencies":{"vitest":"5.1.1"},"dependencies":{"a":"1.0.0-rc.1"}}' },
});

testRule(packageRules, 'what is deployed declares the packages that it imports', {
  around: {
    'services/auth/package.json': '{"dependencies":{"kysely":"0.29.9","@vc/kit":"0.1.0"}}',
    'services/gateway/package.json': '{"devDependencies":{"kysely":"0.29.9"}}',
  },
  wrong: {
    'services/auth/src/a.ts': "import jwt from '@fastify/jwt';",
    'services/gateway/src/b.ts': "import type { Kysely } from 'kysely';",
    'services/lib/kit/src/c.ts': "import { Pool } from 'pg';",
  },
  right: {
    'services/auth/src/a.ts':
      "import { x } from 'kysely/x';\nimport '@vc/kit/x.ts';\nimport 'node:fs';\nimport './b.ts';",
    'services/auth/src/a.test.ts': "import { it } from 'vitest';",
  },
});
