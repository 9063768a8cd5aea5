import { basename } from 'node:path';
import { isDeployed, isTest, type Rule } from './source-file.ts';

/** A rule that some files nowhere match a pattern. The patterns here do not match themselves: this file is read as well. */
function never(name: string, pattern: RegExp, appliesTo: (path: string) => boolean): Rule {
  return {
    name,
    find: files =>
      files
        .filter(({ path }) => appliesTo(path))
        .flatMap(({ path, text }) =>
          [...text.matchAll(pattern)].map(({ 0: found, index }) => {
            const line = text.slice(0, index).split('\n').length;
            return `${path}:${line} has "${found}"`;
          }),
        ),
  };
}

/** Where the environment may be seen: the configuration, and mains that hand it to one. */
const SEE_ENVIRONMENT = ['config.ts', 'main.ts', 'migrate.ts', 'admin.ts'];

const WRITES_JOB = [
  /\b(?:updateTable|insertInto|deleteFrom|mergeInto)\(\s*['"`]jobs\.job\b/,
  /\b(?:update|insert\s+into|delete\s+from|merge\s+into|truncate(?:\s+table)?)\s+jobs\.job\b/,
];

const isTypeScript = (path: string) => path.endsWith('.ts');

/** The rules on what is not written. */
export const wordRules = [
  never(
    'what is deployed knows nothing of FerretDB, chroots, stand-ins or injected faults',
    /ferretdb|documentdb|chroot|stand-?in\b|fault.?inject/gi,
    path => isDeployed(path) || /^(services\/lib|apps|platform)\//.test(path),
  ),
  never(
    `what is deployed sees the environment in ${SEE_ENVIRONMENT.join(', ')} alone, and never asks for NODE_ENV`,
    /process\.env\b|NODE_ENV/g,
    path => isDeployed(path) && !SEE_ENVIRONMENT.includes(basename(path)),
  ),
  never(
    'the rows of jobs.job change in services/lib/jobs alone',
    new RegExp(WRITES_JOB.map(({ source }) => source).join('|'), 'gi'),
    // Scenarios try what users of the database are refused.
    path =>
      isTypeScript(path) &&
      !isTest(path) &&
      !/^(services\/(lib\/jobs|proof)|clusters\/tools\/src\/e2e)\//.test(path),
  ),
  never(
    'no test is left out',
    /\b(?:it|test|describe|suite)(?:\.\w+)*\.(?:only|skip|todo|fails|skipIf|runIf)\b/g,
    isTypeScript,
  ),
  never('nothing is left to be done', /\b(?:TO(?:DO)|FIX(?:ME))\b/g, path => !path.endsWith('.md')),
];
