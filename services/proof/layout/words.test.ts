import { testRule } from './rule-test.ts';
import { wordRules } from './words.ts';

testRule(wordRules, 'what is deployed knows nothing of FerretDB', {
  wrong: {
    'services/lib/blobs/src/a.ts': '// FerretDB is slow here',
    'services/lib/blobs/README.md': 'over documentdb',
    'services/gateway/src/b.ts': 'if (isDocumentDB) return;',
    'apps/mongodb/values.yaml': 'image: standin',
    'platform/argocd/README.md': 'in a chroot',
    'services/auth/src/c.ts': "import { x } from '@vc/proof/fault-injection.ts';",
  },
  right: {
    'services/local/src/a.ts': '// FerretDB in a chroot',
    'services/converter/test/a.test.ts': '// a stand-in',
    'clusters/tools/README.md': 'stand-in images',
    'services/gateway/src/a.ts': '// not the fault of who stands in line',
  },
});

testRule(wordRules, 'what is deployed sees the environment in config.ts', {
  wrong: {
    'services/auth/src/a.ts': 'const port = process.env.PORT;',
    'services/lib/kit/src/b.ts': "if (NODE_ENV === 'test') return;",
  },
  right: {
    'services/auth/src/config.ts': 'loadConfig(Config, process.env)',
    'services/auth/src/main.ts': 'readConfig(process.env)',
    'services/auth/src/a.test.ts': 'process.env.PATH',
    'services/local/src/a.ts': 'process.env.HOME',
  },
});

testRule(wordRules, 'the rows of jobs.job change in services/lib/jobs alone', {
  wrong: {
    'services/gateway/src/a.ts': "db.updateTable('jobs.job').set(values)",
    'services/gateway/src/b.ts': "db.insertInto(\n  'jobs.job as job',\n)",
    'services/notification/src/c.ts': 'sql`UPDATE jobs.job set notified_at = now()`',
    'services/converter/src/d.ts': 'sql`delete\n from jobs.job`',
    'services/local/src/e.ts': 'truncate table jobs.job',
  },
  right: {
    'services/lib/jobs/src/a.ts': "db.updateTable('jobs.job')",
    'services/gateway/src/a.ts': "db.selectFrom('jobs.job'); db.updateTable('jobs.jobs_of_mine')",
    'services/gateway/test/a.test.ts': "db.deleteFrom('jobs.job')",
  },
});

testRule(wordRules, 'no test is left out', {
  wrong: {
    'services/auth/src/a.test.ts': ['it', 'only(sentence, work)'].join('.'),
    'services/auth/src/b.test.ts': ['describe', 'skip(sentence, work)'].join('.'),
    'services/auth/src/c.test.ts': ['test', 'concurrent', 'todo(sentence)'].join('.'),
  },
  right: { 'services/auth/src/a.test.ts': 'it.each(cases)(sentence, work); this.only()' },
});

testRule(wordRules, 'nothing is left to be done', {
  wrong: {
    'services/auth/src/a.ts': `// ${'TO'}${'DO'}: later`,
    'apps/auth/values.yaml': `# ${'FIX'}${'ME'}`,
  },
  right: { 'services/auth/src/a.ts': 'const MASTODON = 1;', 'AGENTS.md': `no ${'TO'}${'DO'}` },
});
