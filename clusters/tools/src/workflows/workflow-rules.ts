import { jobsOf, scriptsOf, type WorkflowFile } from './workflow.ts';

/** What actionlint does not ask of a workflow. */
export interface WorkflowRule {
  name: string;
  /** A sentence for each place that breaks it. */
  find(file: Omit<WorkflowFile, 'name'>): string[];
}

const RELEASE = /@v\d+\.\d+\.\d+$/;
const DIGEST = /@[0-9a-f]{40}$/;

/** A deploy key opens this repository alone, and is the only thing that rulesets of a user's own repository let pass. */
const KEYS = /\bsecrets\.(?!DEPLOY_KEY\b)\w+|aws-(?:access-key-id|secret-access-key)|AWS_SECRET_ACCESS_KEY/g;

/** All of them. */
export const WORKFLOW_RULES: readonly WorkflowRule[] = [
  {
    name: 'a workflow may nothing, and each job what it needs',
    find: ({ workflow }) => [
      ...(JSON.stringify(workflow.permissions) === '{}' ? [] : ['the workflow lacks "permissions: {}"']),
      ...jobsOf(workflow)
        .filter(({ job }) => typeof job.permissions !== 'object')
        .map(({ name }) => `${name} names no permissions`),
    ],
  },
  {
    name: 'every job ends by itself',
    find: ({ workflow }) =>
      jobsOf(workflow)
        .filter(({ job }) => typeof job['timeout-minutes'] !== 'number')
        .map(({ name }) => `${name} has no timeout-minutes`),
  },
  {
    name: 'runs of a workflow know of each other',
    find: ({ workflow }) => (workflow.concurrency ? [] : ['the workflow has no concurrency']),
  },
  {
    name: 'an action is named by a release or a digest',
    find: ({ workflow }) =>
      jobsOf(workflow)
        .flatMap(({ job }) => job.steps ?? [])
        .filter(({ uses }) => uses && !uses.startsWith('./') && !RELEASE.test(uses) && !DIGEST.test(uses))
        .map(({ uses }) => `${uses} may change`),
  },
  {
    // Titles and names of branches are anybody's; as a variable they stay data, whatever is in them.
    name: 'values reach a script as variables, never as a part of it',
    find: ({ workflow }) =>
      scriptsOf(workflow)
        .filter(({ script }) => script.includes('${{'))
        .map(({ job }) => `a script of ${job} has an expression in it`),
  },
  {
    name: 'nothing runs the code of strangers with the rights of the repository',
    find: ({ workflow }) =>
      Object.keys(workflow.on ?? {})
        .filter(event => event === 'pull_request_target' || event === 'workflow_run')
        .map(event => `it starts on ${event}`),
  },
  {
    name: 'there are no keys but for a protected branch: whoever is asked trusts the workflow',
    find: ({ text }) => [...text.matchAll(KEYS)].map(([key]) => `it uses ${key}`),
  },
  {
    name: 'the token stays in git only where a job pushes',
    find: ({ workflow }) =>
      jobsOf(workflow)
        .filter(({ job }) => typeof job.permissions === 'object' && job.permissions.contents !== 'write')
        .flatMap(({ name, job }) => (job.steps ?? []).map(step => ({ name, step })))
        .filter(({ step }) => step.uses?.startsWith('actions/checkout@'))
        .filter(({ step }) => step.with?.['persist-credentials'] !== false)
        .map(({ name }) => `${name} checks out without "persist-credentials: false"`),
  },
];

/** The scripts of package.json that a workflow runs. */
export function npmScripts({ workflow }: Pick<WorkflowFile, 'workflow'>): string[] {
  return scriptsOf(workflow).flatMap(({ script }) =>
    [...script.matchAll(/\bnpm run (?:--?[\w-]+ )*([\w:-]+)/g)].map(([, name = '']) => name),
  );
}
