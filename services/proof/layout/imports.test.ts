import { expect, it } from 'vitest';
import { importRules } from './imports.ts';
import { findIn, testRule } from './rule-test.ts';
import type { Rule } from './source-file.ts';

testRule(importRules, 'a service imports lib', {
  around: {
    'services/auth/src/app.ts': '',
    'services/lib/kit/src/config.ts': '',
    'services/local/src/product.ts': '',
    'clusters/tools/src/render.ts': '',
  },
  wrong: {
    'services/gateway/src/a.ts': "import { x } from '../../auth/src/app.ts';",
    'services/gateway/src/b.ts': "import type { X } from '@vc/auth/app.ts';",
    'services/gateway/src/c.ts': "import { x } from '@vc/local/product.ts';",
    'services/gateway/src/d.ts': "import { x } from '../../lib/kit/src/config.ts';",
    'services/gateway/src/e.ts': "const x = await import('../../auth/src/app.ts');",
    'services/gateway/src/f.ts': "export {\n  type X,\n} from '../../auth/src/app.ts';",
    'services/gateway/test/a.test.ts': "import '../../auth/src/app.ts';",
    'services/gateway/test/b.test.ts': "import { x } from '../../lib/kit/test/clients.ts';",
    'services/lib/kit/src/a.ts': "import { x } from '../../../auth/src/app.ts';",
    'services/local/src/a.ts': "import { x } from '../../auth/src/app.ts';",
    'services/local/src/b.ts': "import { x } from '@vc/cluster-tools/render.ts';",
    'clusters/tools/src/a.ts': "import { x } from '@vc/auth/app.ts';",
    'clusters/tools/src/b.ts': "import { x } from '../../../services/local/src/product.ts';",
  },
  right: {
    'services/gateway/src/a.ts': "import { x } from '@vc/kit/config.ts';\nimport { y } from './b.ts';",
    'services/gateway/src/b.ts': "// unlike auth, which has it from '@vc/auth/app.ts'",
    'services/gateway/test/a.test.ts': "import { x } from '@vc/local/product.ts';",
    'services/lib/jobs/src/a.ts': "import type { X } from '@vc/kit/config.ts';",
    'services/proof/bench/a.ts': "import { x } from '../../auth/src/app.ts';",
    'clusters/tools/src/a.ts': "import { x } from '@vc/local/product.ts';",
  },
});

testRule(importRules, 'what is deployed imports nothing that belongs to tests', {
  wrong: {
    'services/auth/src/a.ts': "import { vi } from 'vitest';",
    'services/auth/src/b.ts': "import { x } from '../test/x.ts';",
    'services/lib/kit/src/c.ts': "import { x } from './x.test.ts';",
  },
  right: {
    'services/auth/src/a.test.ts': "import { vi } from 'vitest';\nimport { x } from '../test/x.ts';",
    'services/local/src/testing/stack.ts': "import { inject } from 'vitest';",
  },
});

const FFMPEG = {
  'services/converter/src/ffmpeg-transcoder.ts': "import ffmpeg, { type X } from 'fluent-ffmpeg';",
};

testRule(importRules, 'fluent-ffmpeg is imported in', {
  around: FFMPEG,
  wrong: { 'services/converter/src/plan.ts': "import type { FfprobeData } from 'fluent-ffmpeg';" },
  right: { 'services/converter/src/plan.ts': '// fluent-ffmpeg would do' },
});

it('notices when fluent-ffmpeg is imported nowhere, so that the rule is forgotten with it', () => {
  const rule = importRules.find(({ name }) => name.startsWith('fluent-ffmpeg')) as Rule;
  expect(findIn(rule, {})).toHaveLength(1);
});
