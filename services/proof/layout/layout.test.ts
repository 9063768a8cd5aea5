import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importRules } from './imports.ts';
import { packageRules } from './packages.ts';
import { readmeRule } from './readmes.ts';
import { readSourceFiles } from './source-file.ts';
import { wordRules } from './words.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const files = await readSourceFiles(root);

describe('the repository', () => {
  it('is read', () => {
    const paths = files.map(({ path }) => path);
    expect(paths).toContain('package.json');
    expect(paths).toContain('services/gateway/src/main.ts');
    expect(paths.filter(path => path.includes('node_modules'))).toEqual([]);
  });

  it.each([...importRules, ...wordRules, ...packageRules, readmeRule])(
    'keeps the rule: $name',
    ({ find }) => {
      expect(find(files)).toEqual([]);
    },
  );
});
