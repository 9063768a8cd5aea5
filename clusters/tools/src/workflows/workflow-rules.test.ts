import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Workflow } from './workflow.ts';
import { npmScripts, WORKFLOW_RULES } from './workflow-rules.ts';

const GOOD = `
on:
  pull_request:
permissions: {}
concurrency: one
jobs:
  test:
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@v7.0.1
        with:
          persist-credentials: false
      - uses: actions/cache@0123456789abcdef0123456789abcdef01234567 # v6.1.0
      - run: npm run --silent test -- "$TITLE"
        env:
          TITLE: \${{ github.event.pull_request.title }}
`;

function find(text: string): string[] {
  const file = { text, workflow: parse(text) as Workflow };
  return WORKFLOW_RULES.flatMap(rule => rule.find(file));
}

it('has nothing against a good workflow', () => {
  expect(find(GOOD)).toEqual([]);
});

it('has nothing against the key that may pass a protected branch', () => {
  expect(find(GOOD.replace('github.event.pull_request.title', 'secrets.DEPLOY_KEY'))).toEqual([]);
});

describe('finds', () => {
  it.each([
    ['permissions: {}', 'permissions: read-all', 'the workflow lacks "permissions: {}"'],
    ['permissions: {}\n', '', 'the workflow lacks "permissions: {}"'],
    ['permissions:\n      contents: read', 'permissions: write-all', 'test names no permissions'],
    ['timeout-minutes: 5\n', '\n', 'test has no timeout-minutes'],
    ['concurrency: one\n', '', 'the workflow has no concurrency'],
    ['@v7.0.1', '@main', 'actions/checkout@main may change'],
    ['@v7.0.1', '@v7', 'actions/checkout@v7 may change'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's own.
    ['"$TITLE"', '"${{ github.event.pull_request.title }}"', 'a script of test has an expression in it'],
    ['pull_request:', 'pull_request_target:', 'it starts on pull_request_target'],
    ['TITLE: ${{ github', 'AWS_SECRET_ACCESS_KEY: ${{ github', 'it uses AWS_SECRET_ACCESS_KEY'],
    ['github.event.pull_request.title', 'secrets.KEY', 'it uses secrets.KEY'],
    ['persist-credentials: false', 'fetch-depth: 0', 'test checks out without "persist-credentials: false"'],
  ])('%s turned into %s', (now, then, finding) => {
    expect(find(GOOD.replace(now, then))).toEqual([finding]);
  });
});

it('lists the npm scripts that a workflow runs', () => {
  expect(npmScripts({ workflow: parse(GOOD) as Workflow })).toEqual(['test']);
});
